//! Every case under `fixtures/cloudru`, each a test of its own.

fn case(path: &std::path::Path) -> datatest_stable::Result<()> {
    logfog_conform::run(path, logfog_cloudru::vendor)
}

datatest_stable::harness! { { test = case, root = "../../fixtures/cloudru", pattern = r"\.http$" } }
