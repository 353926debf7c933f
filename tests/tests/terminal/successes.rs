//! Everything an engineer records in a day, each thing once as it shall go: the desk has it, a colleague's phone has it, and
//! the books agree.

use crate::{
    company::Company,
    day::{pdf_text, picture},
    desk::Desk,
};
use serde_json::{Value, json};
use std::path::PathBuf;

const LI: &str = "phone";
const ZHOU: &str = "zhou's phone";
const WU: &str = "wu's phone";

/// An id of a record that the test makes.
fn id(n: u32) -> String {
    format!("01KT000000000000000000{n:04}")
}

fn file(company: &Company, name: &str, content: &str) -> String {
    std::fs::write(company.path(name), content).unwrap();
    name.to_owned()
}

/// The company's catalogue: a device, parts and vans, a procedure with every kind of step, what is asked and charged.
fn furnish(company: &Company, desk: &Desk) {
    for (login, role) in [("zhou", "engineer"), ("wu", "expert")] {
        company.server(&["user", "add", login, "--name", login, "--role", role]).done();
    }
    let steps = json!([{"number": "P-1", "name": {"en": "Repair"}, "steps": [
        {"kind": "check", "title": {"en": "Covers closed"}, "is_required": true},
        {"kind": "choice", "title": {"en": "Noise"}, "is_required": true,
         "choices": [{"value": "none", "label": {"en": "None"}}, {"value": "loud", "label": {"en": "Loud"}, "is_fault": true}]},
        {"kind": "measurement", "title": {"en": "Temperature"}, "is_required": true,
         "measurement": {"unit": "Cel", "low": "10", "high": "30", "is_instrument_required": true}},
        {"kind": "text", "title": {"en": "Software"}, "is_required": true},
        {"kind": "photo", "title": {"en": "Nameplate"}, "is_required": true},
        {"kind": "scan", "title": {"en": "Code"}, "is_required": true, "scan_of": "device"},
        {"kind": "signature", "title": {"en": "Permit"}, "is_required": true, "signer": "customer"}]}]);
    let tables = [
        ("sites", "number,customer,name_en,zone\nS1,C1,Main building,Asia/Shanghai\n"),
        ("devices", "number,serial,model,customer,site,life_cycle\nD1,SN-42,CT64,C1,S1,in_use\n"),
        (
            "parts",
            "number,name_en,base_unit,tracked_by,price_minor,price_currency\nFAN,Fan,pcs,serial,50000,CNY\nSEAL,Seal,pcs,none,1200,CNY\n",
        ),
        (
            "stock-locations",
            "number,kind,name_en,user\nWH,warehouse,Warehouse,\nVAN1,van,Van of Li,li\nVAN2,van,Van of Zhou,zhou\nIT,in_transit,On the way,\nSU,supplier,Suppliers,\nDI,discrepancy,Discrepancies,\nCU,customer,Customers,\n",
        ),
        (
            "stock",
            "reference,location,part,quantity,condition,serial\nR1,WH,SEAL,20,new,\nR2,VAN1,SEAL,5,new,\nR3,VAN1,FAN,1,new,F-1\n",
        ),
        ("procedures", &steps.to_string()),
    ];
    for (kind, content) in tables {
        company.server(&["import", kind, &file(company, kind, content)]).done();
    }
    let organisation = desk.get("session")["organisation"].clone();
    let questions = json!([
        {"id": id(20), "kind": "satisfaction", "title": {"en": "Overall"}, "is_required": true},
        {"id": id(21), "kind": "yes_no", "title": {"en": "Clean?"}}]);
    for (word, n, body) in [
        ("tool", 1, json!({"number": "T-014", "name": {"en": "Thermometer"}, "organisation": organisation})),
        ("article", 2, json!({"number": "KB-1", "title": {"en": "Noisy fan"}, "audience": "everybody"})),
        ("fault_code", 3, json!({"kind": "fault", "code": "F-NOISE", "name": {"en": "Noise"}})),
        (
            "service_item",
            4,
            json!({"number": "SI-1", "kind": "inspection", "name": {"en": "Inspection"}, "unit": "pcs"}),
        ),
        (
            "price_list",
            5,
            json!({"number": "PL", "name": {"en": "Prices"}, "currency": "CNY", "tax": 1300,
                                 "service_items": {id(4): {"minor": 30000}}}),
        ),
        (
            "questionnaire",
            6,
            json!({"number": "Q1", "name": {"en": "How was it"}, "link_days": 30, "questions": questions}),
        ),
    ] {
        desk.put(&format!("records/{word}/{}", id(n)), None, &body);
    }
    let mut settings = desk.get("records/settings")["items"][0].clone();
    settings["body"]["questionnaire"] = json!(id(6));
    settings["body"]["price_list"] = json!(id(5));
    let path = format!("records/settings/{}", settings["id"].as_str().unwrap());
    desk.put(&path, settings["etag"].as_str(), &settings["body"]);
}

/// Phones for the colleagues; each van belongs to its engineer's.
fn equip(company: &Company) {
    for (phone, login) in [(ZHOU, "zhou"), (WU, "wu")] {
        let link = company.invite(login, &[]);
        company.on(phone, &["enrol", &link, "--yes"]).done();
    }
    company.server(&["custody", "VAN1", "--to", "li"]).done();
    company.server(&["custody", "VAN2", "--to", "zhou"]).done();
}

fn order(company: &Company, title: &str, besides: &[&str]) -> String {
    let order = ["order", "new", "--kind", "repair", "--title", title, "--device", "D1"];
    let made = company.server(&[&order[..], besides].concat()).done();
    made["number"].as_str().unwrap().to_owned()
}

fn all_sync(company: &Company, phones: &[&str]) {
    for phone in phones {
        company.on(phone, &["sync"]).done();
    }
}

/// The id of what was recorded.
fn made(said: &Value) -> String {
    said["done"]["id"].as_str().unwrap().to_owned()
}

/// How much of a part a phone's van holds, in thousandths.
fn in_van(company: &Company, phone: &str, part: &str) -> i64 {
    let van = company.on(phone, &["part", "van"]).done();
    let lines = van["van"]["lines"].as_array().unwrap().clone();
    lines.iter().filter(|line| line["number"] == part).map(|line| line["quantity"].as_i64().unwrap()).sum()
}

fn count(view: &Value, collection: &str) -> usize {
    let entries = view[collection].as_array().unwrap_or_else(|| panic!("{collection}: {view}"));
    entries.iter().filter(|entry| entry["is_current"] != false).count()
}

#[test]
fn everything_recorded_at_a_visit_is_with_the_desk_and_on_a_colleagues_phone() {
    let company = Company::open();
    let desk = company.desk();
    furnish(&company, &desk);
    let job = order(&company, "Noise", &["--procedure", "P-1", "--lead", "li", "--helper", "zhou", "--expert", "wu"]);
    equip(&company);
    all_sync(&company, &[LI, ZHOU, WU]);
    let path = |name: &str| -> PathBuf { company.path(name) };
    picture(&path("photo.png"), 64);
    picture(&path("receipt.png"), 80);
    picture(&path("ink.png"), 200);
    let job = job.as_str();
    let li = |arguments: &[&str]| company.li(arguments).done();

    for press in [
        &["accept", job][..],
        &["confirm", job, "--from", "08:30", "--until", "10:00"],
        &["depart", job],
        &["arrive", job],
        &["start", job],
    ] {
        li(&[&["visit"], press].concat());
    }
    li(&["device", "bind", "SN-42", "HTTPS://EXAMPLE.COM/d/ABCDEFGHJKMC"]);
    for answer in [
        &["1", "yes"][..],
        &["2", "loud", "--note", "bearing"],
        &["3", "-4.5", "--tool", "T-014", "--note", "just unpacked"],
        &["3", "21.5", "--tool", "T-014"],
        &["4", "V2.1 中文"],
        &["5", "--photo", "photo.png"],
        &["6", "ABCDEFGHJKMC"],
    ] {
        li(&[&["step", "answer", job], answer].concat());
    }
    // A signature over a step or a quote is no signature over the report: the work goes on.
    li(&["sign", job, "--step", "7", "--ink", "ink.png", "--name", "Chen"]);
    assert_eq!(li(&["visit", "missing", job])["missing"], json!([]));
    li(&["quote", "offer", job, "--item", "SI-1=2"]);
    li(&["sign", job, "--quote", "--ink", "ink.png", "--name", "Chen"]);
    li(&["part", "use", job, "SEAL", "2"]);
    let goods = li(&["sign", job, "--handover", "--ink", "ink.png", "--name", "Chen"])["done"]["id"].clone();
    li(&[
        "part",
        "use",
        job,
        "FAN",
        "--serial-in",
        "F-1",
        "--out",
        "FAN",
        "--serial-out",
        "F-0",
        "--condition-out",
        "defective",
        "--position",
        "gantry",
    ]);
    let wrong = made(&li(&["part", "use", job, "SEAL"]));
    li(&["part", "undo", job, &wrong, "--reason", "the wrong one"]);
    let wrong = made(&li(&["time", job, "travel", "--from", "07:00", "--until", "08:00"]));
    li(&["time", job, "travel", "--from", "07:10", "--until", "08:00", "--corrects", &wrong, "--reason", "typing"]);
    li(&["expense", job, "parking", "35.50", "--receipt", "receipt.png"]);
    li(&["finding", job, "--fault", "F-NOISE", "--cause-text", "worn", "--remedy-text", "new fan"]);
    li(&["article", "use", job, "KB-1", "--solved"]);
    let question = made(&li(&["help", job, "Which seal?", "--expert", "wu", "--photo", "photo.png"]));
    li(&["device", "meter", "SN-42", "hours", "1042", "--during", job]);
    li(&["device", "failure", "SN-42", "--from", "00:00", "--fault", "F-NOISE", "--during", job]);
    li(&["device", "failure", "SN-42", "--restored", "now", "--during", job]);
    li(&["correct", "customer/C1", "phone", "021-5550 0100", "--during", job]);
    li(&["note", job, "Runs quietly", "--for-customer"]);
    li(&["photo", job, "photo.png", "--moment", "after"]);
    li(&["quote", "record", job, "--item", "SI-1", "--other", "Ladder=50"]);
    li(&["quote", "pay", job, "cash", "100", "--invoice-title", "Example Hospital", "--tax-number", "91"]);
    all_sync(&company, &[LI, WU]);
    company.on(WU, &["help", job, "The blue one", "--reply-to", &question, "--settled"]).done();
    all_sync(&company, &[WU, LI]);
    assert_eq!(li(&["help", job])["replies"][0]["text"], "The blue one");
    li(&[
        "sign",
        job,
        "--ink",
        "ink.png",
        "--name",
        "Chen",
        "--role",
        "head nurse",
        "--verdict",
        "accepted_with_reservations",
        "--reservations",
        "dust",
        "--device-state",
        "working",
    ]);
    li(&["rate", job, "1=5", "2=yes", "--comment", "quick"]);
    li(&["note", job, "Left a spare seal", "--amends", "forgot to say"]);
    li(&["visit", "finish", job]);
    all_sync(&company, &[LI, ZHOU]);

    let file = company.path("goods.pdf").to_string_lossy().into_owned();
    company.server(&["report", goods.as_str().unwrap(), "--out", &file]).done();
    let text = pdf_text(&file);
    for said in ["物品交接单", "Van of Li", "SEAL"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let shown = company.server(&["order", "show", job]).done();
    let visit = shown["visits"][0]["visit"].as_str().unwrap();
    let at_desk = desk.get(&format!("visits/{visit}"))["body"].clone();
    for (collection, expected) in [
        ("answers", 7),
        ("signatures", 4),
        ("receipts", 4),
        ("quotes", 1),
        ("part_usages", 2),
        ("time_entries", 1),
        ("expenses", 1),
        ("findings", 2),
        ("questions", 1),
        ("replies", 1),
        ("notes", 2),
        ("charges", 1),
        ("payments", 1),
        ("ratings", 1),
    ] {
        assert_eq!(count(&at_desk, collection), expected, "{collection}: {}", at_desk[collection]);
    }
    assert_eq!(at_desk["status"], "finished");
    let colleagues = company.on(ZHOU, &["job", "show", job]).done();
    // Only the desk is told when the server had them.
    let mut notes = at_desk["notes"].clone();
    for note in notes.as_array_mut().unwrap() {
        assert!(note.as_object_mut().unwrap().remove("received_ms").is_some());
    }
    assert_eq!(colleagues["visit"]["visit"]["notes"], notes);
    company.server(&["verify"]).done();
    assert_eq!(li(&["doctor"])["is_sound"], true);
}

#[test]
fn parts_go_from_the_warehouse_to_a_van_to_a_colleague_and_back() {
    let company = Company::open();
    let desk = company.desk();
    furnish(&company, &desk);
    let job = order(&company, "Noise", &["--lead", "li"]);
    equip(&company);
    all_sync(&company, &[LI, ZHOU]);
    assert_eq!((in_van(&company, LI, "SEAL"), in_van(&company, LI, "FAN")), (5000, 1000));

    company.li(&["part", "request", "SEAL=3", "--for", &job, "--by", "18:00", "--note", "by noon"]).done();
    company.li(&["sync"]).done();
    let requests = company.li(&["part", "requests"]).done();
    let request = requests["requests"][0]["id"].as_str().unwrap();
    let line = &requests["requests"][0]["request"]["progress"][0]["line"];
    let locations = desk.get("stock/locations");
    let locations = locations["items"].as_array().unwrap();
    let warehouse = locations.iter().find(|location| location["body"]["number"] == "WH").unwrap();
    desk.post(&format!("part-requests/{request}/rule"), &json!({"lines": [{"line": line, "ruling": "approved"}]}));
    let issued = json!({"line": line, "quantity": 3000, "condition": "new"});
    desk.post("stock/issue", &json!({"warehouse": warehouse["id"], "part_request": request, "lines": [issued]}));
    company.li(&["sync"]).done();
    company.li(&["part", "accept", request, "--counted", "SEAL=2"]).done();
    assert_eq!(in_van(&company, LI, "SEAL"), 7000);

    let handed = company.li(&["part", "hand", "SEAL=4"]).done();
    company.on(ZHOU, &["part", "take", handed["text"].as_str().unwrap()]).done();
    assert_eq!((in_van(&company, LI, "SEAL"), in_van(&company, ZHOU, "SEAL")), (3000, 4000));
    company.on(ZHOU, &["part", "return", "SEAL=1", "--note", "one too many"]).done();
    company.li(&["part", "count", "SEAL=3", "FAN=1:F-1", "--complete"]).done();
    all_sync(&company, &[LI, ZHOU, LI]);
    assert_eq!((in_van(&company, LI, "SEAL"), in_van(&company, ZHOU, "SEAL")), (3000, 3000));
    let van = locations.iter().find(|location| location["body"]["number"] == "VAN2").unwrap();
    let van = desk.get(&format!("stock/locations/{}", van["id"].as_str().unwrap()));
    assert!(van.to_string().contains("3000"), "{van}");
    company.server(&["verify"]).done();
}

#[test]
fn work_finds_another_engineer_and_new_work_the_desk() {
    let company = Company::open();
    let desk = company.desk();
    furnish(&company, &desk);
    equip(&company);
    let [offered, declined, handed, impossible] = ["Offered", "Declined", "Handed", "Impossible"].map(|title| {
        let lead: &[&str] = if title == "Offered" { &[] } else { &["--lead", "li"] };
        order(&company, title, lead)
    });
    company.server(&["order", "offer", &offered, "--to", "li,zhou"]).done();
    all_sync(&company, &[LI, ZHOU]);
    for phone in [LI, ZHOU] {
        company.on(phone, &["claim", &offered]).done();
    }
    company.li(&["decline", &declined, "--reason", "ill"]).done();
    company.li(&["hand-over", &handed, "--to", "zhou", "--reason", "nearer"]).done();
    company.li(&["visit", "cannot-complete", &impossible, "--reason", "nobody let me in"]).done();
    company.li(&["visit", "start", &company.order]).done();
    company.li(&["visit", "second-visit", &company.order, "--reason", "a part is missing"]).done();
    let follow_up = company.li(&["job", "follow-up", &company.order, "inspect", "Look again"]).done();
    let new = company.li(&["job", "new", "repair", "Leaks", "--device", "SN-42"]).done();
    company
        .li(&["device", "new", "--serial", "SN-77", "--model", "X1", "--customer", "C1", "--code", "HJKMNPQRSTVH"])
        .done();
    let unknown = company.li(&["device", "show", "NEVER-SEEN"]);
    assert_eq!((unknown.code, &unknown.json["error"]["code"]), (Some(1), &json!("not_found")));
    let misread = company.li(&["device", "show", "hjkm-npqr-stvj"]);
    assert_eq!((misread.code, &misread.json["error"]["code"]), (Some(1), &json!("misread_code")));
    assert!(misread.json["error"]["matches"][0].as_str().unwrap().starts_with("HJKM-NPQR-STVH"), "{misread:?}");
    company.li(&["export", "unsent.onsite"]).done();
    // Who claimed later has nothing to decide, and neither has the desk.
    all_sync(&company, &[LI, ZHOU, LI, ZHOU]);
    let attention = desk.get("attention").to_string();
    assert!(!attention.contains("late_work") && !attention.contains("claim_conflict"), "{attention}");

    let status = |number: &str| company.server(&["order", "show", number]).done()["visits"][0]["view"].clone();
    let users = desk.get("records/user");
    let user = |login: &str| -> Value {
        let users = users["items"].as_array().unwrap();
        users.iter().find(|user| user["body"]["login"] == login).unwrap()["id"].clone()
    };
    assert_eq!(status(&offered)["lead"], user("li"));
    assert_eq!(status(&handed)["lead"], user("zhou"));
    assert_eq!(status(&declined)["lead"], Value::Null);
    assert_eq!(status(&impossible)["status"], "not_completed");
    assert_eq!(status(&company.order)["status"], "second_visit_needed");
    for made in [&follow_up, &new] {
        assert_eq!(status(made["number"].as_str().unwrap())["status"], "planned");
    }
    let jobs = company.on(ZHOU, &["jobs"]).done();
    assert_eq!(jobs["jobs"][0]["number"], json!(handed), "{jobs}");
    let found = company.li(&["search", "Leaks"]).done();
    assert!(found["hits"].as_array().is_some_and(|hits| !hits.is_empty()), "{found}");
    let by_code = desk.get("device-codes/HJKMNPQRSTVH").to_string();
    assert!(by_code.contains("SN-77"), "{by_code}");
    // What the file holds is there already.
    let imported = company.server(&["import-export-file", "unsent.onsite"]).done();
    assert_eq!((&imported["is_whole"], &imported["held"]), (&json!(true), &json!([])), "{imported}");
    assert_eq!(company.li(&["attention"]).code, Some(6));
    company.server(&["verify"]).done();
}
