//! Every case under `fixtures/yandex`, each a test of its own.

fn case(path: &std::path::Path) -> datatest_stable::Result<()> {
    logfog_conform::run(path, logfog_yandex::vendor)
}

datatest_stable::harness! { { test = case, root = "../../fixtures/yandex", pattern = r"\.http$" } }
