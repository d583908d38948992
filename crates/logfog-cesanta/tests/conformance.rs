//! Every case under `fixtures/cesanta`, each a test of its own.

fn case(path: &std::path::Path) -> datatest_stable::Result<()> {
    logfog_conform::run(path, logfog_cesanta::vendor)
}

datatest_stable::harness! { { test = case, root = "../../fixtures/cesanta", pattern = r"\.http$" } }
