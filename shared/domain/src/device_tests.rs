use super::*;
use crate::{
    notice::{NoticeFact, Noticed},
    project::project,
    record::Record,
    testing::{LI, WANG, desk, document, fact, fact_id, id, phone, put, set},
};

const DEVICE: u64 = 70;
const OTHER: u64 = 71;

fn record() -> Record {
    Record {
        word: Word::Device,
        id: id(DEVICE),
        epoch: 1,
        version: 1,
        at_ms: 0,
        is_removed: false,
        body: json!({"serial": "S-1", "model": "HZ-CT64", "name": {"zh": "扫描仪"}, "customer": id(5), "codes": ["AAA"]}),
    }
}

fn projected(document: Option<&DocumentState>, facts: &[StoredFact]) -> (DeviceView, Vec<AttentionItem>, SearchText) {
    let record = record();
    let subject = Subject::new(Word::Device, id(DEVICE));
    let projection = project(&Sources { subject, record: Some(&record), document, facts });
    (serde_json::from_str(&projection.view.unwrap()).unwrap(), projection.attention, projection.search.unwrap())
}

fn bound(at: u64, user: u64, device: u64, code: &str, also: &[Id]) -> StoredFact {
    let body = CodeBindingFact { code: code.into(), ..CodeBindingFact::default() };
    fact(at, phone(user), crate::code_binding::subjects(id(device), also), &body)
}

#[test]
fn the_offices_value_is_shown_and_the_engineers_kept_where_the_office_has_none() {
    let mut document = document(Word::Device, DEVICE);
    set(&mut document, "serial", json!("S-2"), phone(LI));
    set(&mut document, "location", json!("B2, plant room"), phone(LI));
    let (view, _, search) = projected(Some(&document), &[]);
    assert_eq!(view.serial.as_deref(), Some("S-1"));
    assert_eq!(view.location.as_deref(), Some("B2, plant room"));
    assert_eq!(view.customer, Some(id(5)));
    assert!(search.text.contains("扫描仪") && search.title.contains("HZ-CT64"));
}

#[test]
fn a_code_resolves_while_it_is_bound_and_two_devices_with_one_code_are_raised() {
    let (view, attention, _) = projected(None, &[bound(1, LI, DEVICE, "7K3M", &[])]);
    assert_eq!(view.codes, ["7K3M", "AAA"]);
    assert!(attention.is_empty());

    let facts = [bound(1, LI, DEVICE, "7K3M", &[]), bound(2, WANG, OTHER, "7K3M", &[id(DEVICE)])];
    let (_, attention, _) = projected(None, &facts);
    assert_eq!(attention[0].kind, AttentionKind::CodeConflict);
    assert_eq!(attention[0].operations.len(), 2);

    let released = CodeBindingFact { code: "7K3M".into(), is_released: true, ..CodeBindingFact::default() };
    let released = fact(3, desk(), crate::code_binding::subjects(id(DEVICE), &[]), &released);
    let (view, attention, _) = projected(None, &[facts[0].clone(), facts[1].clone(), released]);
    assert_eq!(view.codes, ["AAA"]);
    assert!(attention.is_empty());
    assert_eq!(view.code_history.iter().map(|seen| seen.body.is_released).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_label_that_the_office_gave_is_taken_off_in_the_field_and_put_on_again() {
    let release = |at, code: &str| {
        let body = CodeBindingFact { code: code.into(), is_released: true, ..CodeBindingFact::default() };
        fact(at, phone(LI), crate::code_binding::subjects(id(DEVICE), &[]), &body)
    };
    let (view, _, _) = projected(None, &[release(1, "aaa")]);
    assert_eq!(view.codes, Vec::<String>::new());
    let (view, _, _) = projected(None, &[release(1, "aaa"), bound(2, WANG, DEVICE, "AAA", &[])]);
    assert_eq!(view.codes, ["AAA"]);
}

#[test]
fn the_office_gave_one_code_twice_in_two_spellings_and_both_devices_show_it() {
    let code = "7F3K9XABCDEE";
    for spelled in ["7f3k-9xab-cdee", "https://service.example/d/7F3K9XABCDEE", code] {
        let body = NoticeFact { noticed: Noticed::CodeConflict, key: code.into(), off_ms: None };
        let notice = fact(1, Author::rule("notice"), vec![Subject::new(Word::Device, id(DEVICE))], &body);
        let release = CodeBindingFact { code: spelled.into(), is_released: true, ..CodeBindingFact::default() };
        let release = fact(3, phone(LI), crate::code_binding::subjects(id(DEVICE), &[]), &release);
        let bound = bound(2, LI, DEVICE, spelled, &[]);
        let (_, attention, _) = projected(None, &[notice.clone(), bound.clone()]);
        assert_eq!(attention.len(), 1, "{spelled}");
        let (_, attention, _) = projected(None, &[notice, bound, release]);
        assert_eq!(attention, [], "{spelled}");
    }
}

#[test]
fn one_code_in_two_spellings_is_one_code() {
    let gs1 = ["(01)04012345678901(21)A7", "https://maker.example/01/04012345678901/21/A7"];
    let facts = [bound(1, LI, DEVICE, gs1[0], &[]), bound(2, WANG, OTHER, gs1[1], &[id(DEVICE)])];
    let (view, attention, _) = projected(None, &facts);
    assert_eq!((view.codes.len(), attention.len()), (2, 1));
    let (view, _, _) = projected(None, &[bound(1, LI, DEVICE, gs1[0], &[]), bound(2, LI, DEVICE, gs1[1], &[])]);
    assert_eq!(view.codes, [gs1[1], "AAA"]);
}

#[test]
fn an_exchanged_component_replaces_the_old_one_which_stays_readable() {
    let mut document = document(Word::Device, DEVICE);
    let tube = |serial: &str, replaces: Vec<Id>| Component {
        position: "tube".into(),
        serial: Some(serial.into()),
        replaces,
        ..Component::default()
    };
    put(&mut document, 300, desk(), &tube("T-1", vec![]));
    put(&mut document, 301, phone(LI), &tube("T-2", vec![id(300)]));
    let (view, attention, _) = projected(Some(&document), &[]);
    let current: Vec<_> = entry::current(&view.components).map(|c| c.value.serial.as_deref()).collect();
    assert_eq!((current, view.components.len()), (vec![Some("T-2")], 2));
    assert!(attention.is_empty());
    put(&mut document, 302, phone(WANG), &tube("T-3", vec![id(300)]));
    let (_, attention, _) = projected(Some(&document), &[]);
    assert_eq!(attention[0].kind, AttentionKind::EntryConflict);
}

#[test]
fn the_latest_reading_of_a_meter_leaves_out_what_was_corrected() {
    let read = |at: u64, reading: &str, replaces: Vec<Id>| {
        let body = MeterReadingFact { meter: "hours".into(), reading: reading.into(), replaces, ..Default::default() };
        fact(at, phone(LI), crate::meter_reading::subjects(id(DEVICE), None), &body)
    };
    let (view, ..) = projected(None, &[read(1, "100", vec![]), read(2, "9000", vec![])]);
    assert_eq!(view.latest_readings()["hours"].body.reading, "9000");
    let facts = [read(1, "100", vec![]), read(2, "9000", vec![]), read(3, "900", vec![fact_id(2)])];
    assert_eq!(projected(None, &facts).0.latest_readings()["hours"].body.reading, "900");
}

fn merged(at: u64, double: u64, into: u64, is_undone: bool) -> StoredFact {
    let body = DeviceMergedFact {
        is_undone,
        codes: vec!["BBB".into()],
        known_as: vec!["S-9".into()],
        reason: Some("one machine, filed twice".into()),
        ..DeviceMergedFact::default()
    };
    fact(at, desk(), device_merge::subjects(id(double), id(into)), &body)
}

#[test]
fn a_double_gives_its_codes_and_its_name_to_the_file_that_goes_on_until_that_is_taken_back() {
    let before = [merged(1, OTHER, DEVICE, false)];
    let (view, _, search) = projected(None, &before);
    assert_eq!((view.codes, view.merged.len(), view.merged_into), (vec!["AAA".into(), "BBB".into()], 1, None));
    assert!(search.text.contains("S-9") && search.text.contains("BBB"));
    let (view, _, _) = projected(None, &[before[0].clone(), merged(2, OTHER, DEVICE, true)]);
    assert_eq!((view.codes, view.merged.len()), (vec!["AAA".to_owned()], 0));
    // A label that was taken off since does not come back.
    let body = CodeBindingFact { code: "BBB".into(), is_released: true, ..CodeBindingFact::default() };
    let released = fact(3, phone(LI), crate::code_binding::subjects(id(DEVICE), &[]), &body);
    let (view, _, _) = projected(None, &[before[0].clone(), released]);
    assert_eq!(view.codes, ["AAA"]);
}

#[test]
fn a_double_is_found_by_nothing_of_its_own_but_what_was_bound_to_it_since() {
    let record = record();
    let subject = Subject::new(Word::Device, id(DEVICE));
    let mut merge = DeviceMergedFact { codes: vec!["AAA".into()], ..DeviceMergedFact::default() };
    let subjects = || device_merge::subjects(id(DEVICE), id(OTHER));
    let mut facts = vec![fact(1, desk(), subjects(), &merge), bound(2, LI, DEVICE, "CCC", &[])];
    let project = |facts: &[StoredFact]| project(&Sources { subject, record: Some(&record), document: None, facts });
    let read = |projection: &crate::view::Projection| -> DeviceView {
        serde_json::from_str(projection.view.as_ref().unwrap()).unwrap()
    };
    let projection = project(&facts);
    assert_eq!((read(&projection).codes, read(&projection).merged_into), (vec!["CCC".to_owned()], Some(id(OTHER))));
    assert_eq!(projection.search, None);
    merge.is_undone = true;
    merge.reason = Some("two machines".into());
    facts.push(fact(3, desk(), subjects(), &merge));
    let projection = project(&facts);
    assert_eq!((read(&projection).codes, read(&projection).merged_into), (vec!["AAA".into(), "CCC".into()], None));
    assert!(projection.search.is_some());
}
