//! Every case under `fixtures/dynatrace`, each a test of its own.

fn case(path: &std::path::Path) -> datatest_stable::Result<()> {
    logfog_conform::run(path, logfog_dynatrace::vendor)
}

datatest_stable::harness! {
    { test = case, root = "../../fixtures/dynatrace", pattern = r"\.http$" }
}
