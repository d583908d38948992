use logfog::{Dynatrace, entries};

use crate::ship::ship;

/// As many as a large test binary starts at the same time, each from its own thread and runtime, as the
/// test harness does it.
#[test]
fn a_hundred_emulators_never_meet() {
    let each = |number: usize| {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let dynatrace = Dynatrace::start().await;
            let text = format!(r#"[{{"content":"{number}"}}]"#);
            assert_eq!(ship(&dynatrace, &text).await.status(), 204);
            let found = dynatrace.wait_for(entries().exactly(1)).await;
            assert_eq!(found[0].view().body, format!(r#""{number}""#));
            dynatrace
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..100)
            .map(|number| scope.spawn(move || each(number)))
            .collect();
        let all = threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        // All of them are up at the same time.
        let all: Vec<_> = all.collect();
        let mut ports: Vec<_> = all.iter().map(|one| one.authority()).collect();
        ports.sort();
        ports.dedup();
        assert_eq!(ports.len(), 100);
        assert!(
            all.iter()
                .all(|one| one.entries().len() == 1 && one.exchanges().len() == 1)
        );
    });
}
