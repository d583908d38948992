//! Every case under `fixtures/azure`, each a test of its own.

fn case(path: &std::path::Path) -> datatest_stable::Result<()> {
    logfog_conform::run(path, logfog_azure::vendor)
}

datatest_stable::harness! {
    { test = case, root = "../../fixtures/azure", pattern = r"\.http$" }
}
