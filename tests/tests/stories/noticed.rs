use crate::workshop::{LI, WANG, Workshop};
use onsite_domain::{
    Id, Subject, Word,
    attention::{AttentionItem, AttentionKind},
    command::Command,
    document::Write,
};
use onsite_tests::sim::company::{DEVICES, SITES, engineer};
use serde_json::json;

fn of_kind(items: Vec<AttentionItem>, kind: AttentionKind) -> Vec<AttentionItem> {
    items.into_iter().filter(|item| item.kind == kind).collect()
}

#[test]
fn li_and_wang_put_one_label_on_two_devices_and_a_scan_offers_both() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, vec![engineer(WANG)]);
    // With the order's site go the devices that stand there.
    let site = Write::Set { field: "site".to_owned(), value: json!(SITES[0]) };
    workshop.dora(Command::new("edit").write(Subject::new(Word::WorkOrder, job.order), [site]));
    workshop.sync(LI);
    workshop.sync(WANG);
    // One scans the label, the other types what stands under the symbol.
    let typed = "7F3K-9XAB-CDEE".to_lowercase();
    for (who, device, code) in
        [(LI, DEVICES[0], "HTTPS://SERVICE.EXAMPLE/D/7F3K9XABCDEE"), (WANG, DEVICES[2], typed.as_str())]
    {
        workshop.phones[who].app.as_mut().unwrap().bind_code(device, code).unwrap();
        workshop.sync(who);
    }
    workshop.sync(LI);
    workshop.sync(WANG);
    let on_server = of_kind(workshop.attention(), AttentionKind::CodeConflict);
    assert_eq!((on_server.len(), on_server[0].subject.id), (1, DEVICES[2]), "the one that came second");
    let both: Vec<Id> = vec![DEVICES[0], DEVICES[2]];
    for who in [LI, WANG] {
        let app = workshop.phones[who].app.as_ref().unwrap();
        assert_eq!(app.devices_by_code(&typed).unwrap(), both);
        assert_eq!(of_kind(app.attention(10).unwrap(), AttentionKind::CodeConflict), on_server);
    }
    // Wang takes the label off again.
    workshop.phones[WANG].app.as_mut().unwrap().release_code(DEVICES[2], &typed, "wrong machine").unwrap();
    workshop.sync(WANG);
    assert_eq!(of_kind(workshop.attention(), AttentionKind::CodeConflict), []);
    workshop.verify();
}

#[test]
fn a_clock_that_jumped_between_two_notes_is_told_of_once() {
    let mut workshop = Workshop::open();
    let job = workshop.new_job(LI, Vec::new());
    workshop.sync(LI);
    workshop.note(LI, job.visit, "before");
    workshop.phones[LI].clock.set_skew(3 * 86_400_000);
    workshop.note(LI, job.visit, "after");
    workshop.sync(LI);
    workshop.note(LI, job.visit, "later");
    workshop.sync(LI);
    let jumps = of_kind(workshop.attention(), AttentionKind::ClockJump);
    let off: Vec<i64> = jumps.iter().map(|item| item.detail["off_ms"].as_i64().unwrap()).collect();
    assert_eq!(off.len(), 2, "{jumps:?}");
    assert!(off.contains(&(3 * 86_400_000)) && off.contains(&(-3 * 86_400_000)), "{off:?}");
    workshop.verify();
}
