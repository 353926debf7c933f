//! Codes in pictures, by the real program. The codes come from two makers that know nothing of our reader: `qrencode` and
//! `zint`.

use crate::company::{Company, Said};
use serde_json::Value;
use std::process::Command;

/// A picture of a code in the company's folder; its name.
fn drawn(company: &Company, name: &str, program: &str, arguments: &[&str]) -> String {
    let drawn = Command::new(program).args(arguments).current_dir(company.path("")).output().unwrap();
    assert!(drawn.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&drawn.stderr));
    name.to_owned()
}

fn scanned(company: &Company, files: &[&str]) -> (Option<i32>, Vec<Value>) {
    let said: Said = company.li(&[&["scan"], files].concat());
    let documents = match said.json {
        // Several documents, a line each.
        Value::String(lines) => lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        one => vec![one],
    };
    (said.code, documents)
}

#[test]
fn codes_of_two_makers_lead_to_the_machine_and_what_is_wrong_is_said() {
    let company = Company::open();
    let device = company.li(&["device", "new", "--serial", "SN-4711", "--customer", "C1"]).done();
    let device = device["done"]["id"].as_str().unwrap().to_owned();
    company.li(&["device", "bind", "SN-4711", "https://service.example/d/ABCDEFGHJKMC"]).done();
    company.li(&["device", "bind", "SN-4711", "(01)04012345678901(21)A-7"]).done();

    let link = "https://service.example/d/ABCDEFGHJKMC";
    let of_qrencode = drawn(&company, "q.png", "qrencode", &["-l", "Q", "-s", "4", "-o", "q.png", link]);
    let of_zint = drawn(&company, "z.png", "zint", &["-b", "58", "--scale=3", "-o", "z.png", "-d", link]);
    let (exit, said) = scanned(&company, &[&of_qrencode, &of_zint]);
    assert_eq!((exit, said.len()), (Some(0), 2), "{said:?}");
    for document in &said {
        assert_eq!((&document["text"], &document["symbology"]), (&link.into(), &"qr".into()));
        assert_eq!(document["resolved"]["device"], device.as_str(), "{document}");
        assert_eq!(document["codes"].as_array().map(Vec::len), Some(1));
    }

    // A maker's identifier in three symbologies means the same machine, as does a serial number in bars.
    let gs1 = "[01]04012345678901[21]A-7";
    for (kind, number) in [("data_matrix", "71"), ("qr", "58"), ("code_128", "16")] {
        let arguments = ["-b", number, "--gs1", "--scale=3", "--quietzones", "-o", "gs1.png", "-d", gs1];
        let file = drawn(&company, "gs1.png", "zint", &arguments);
        let (exit, said) = scanned(&company, &[&file]);
        assert_eq!(
            (exit, &said[0]["symbology"], &said[0]["codes"][0]["is_gs1"]),
            (Some(0), &kind.into(), &true.into()),
            "{said:?}"
        );
        assert_eq!(said[0]["resolved"]["device"], device.as_str(), "{said:?}");
    }
    for (kind, number) in [("code_39", "8"), ("code_128", "20")] {
        let arguments = ["-b", number, "--scale=2", "--quietzones", "-o", "s.png", "-d", "SN-4711"];
        let (_, said) = scanned(&company, &[&drawn(&company, "s.png", "zint", &arguments)]);
        assert_eq!((&said[0]["symbology"], &said[0]["text"]), (&kind.into(), &"SN-4711".into()), "{said:?}");
        assert_eq!(said[0]["resolved"]["device"], device.as_str(), "{said:?}");
    }

    // Unknown, and with a mistake: said, not guessed.
    let unknown = drawn(&company, "u.png", "qrencode", &["-s", "4", "-o", "u.png", "SN-47"]);
    let damaged = "https://service.example/d/ABCDEFGHJKMD";
    let damaged = drawn(&company, "d.png", "qrencode", &["-s", "4", "-o", "d.png", damaged]);
    let (exit, said) = scanned(&company, &[&unknown, &damaged]);
    assert_eq!(exit, Some(0));
    assert_eq!((&said[0]["resolved"], &said[0]["codes"][0]["error"]["code"]), (&Value::Null, &"not_found".into()));
    assert_eq!((&said[1]["resolved"], &said[1]["codes"][0]["error"]["code"]), (&Value::Null, &"misread_code".into()));
    assert!(said[1]["codes"][0]["error"]["matches"][0].as_str().unwrap().contains("ABCD-EFGH-JKMC"), "{said:?}");

    // One bad file does not keep the others from being read.
    std::fs::write(company.path("text.png"), "no picture").unwrap();
    let whole = std::fs::read(company.path(&of_qrencode)).unwrap();
    std::fs::write(company.path("cut.png"), &whole[..whole.len() / 2]).unwrap();
    let (exit, said) = scanned(&company, &["text.png", "cut.png", "absent.png", &of_qrencode]);
    assert_eq!((exit, said.len()), (Some(2), 4), "{said:?}");
    let codes: Vec<&Value> = said.iter().map(|document| &document["error"]["code"]).collect();
    assert_eq!(codes, [&"picture".into(), &"picture".into(), &"file".into(), &Value::Null]);
    assert_eq!(said[3]["resolved"]["device"], device.as_str());
}

#[test]
fn a_part_of_a_text_that_stands_in_several_codes_is_no_text() {
    let company = Company::open();
    let text = "https://service.example/d/ABCDEFGHJKMC and more than one of these small codes can hold";
    drawn(&company, "", "qrencode", &["-S", "-v", "2", "-l", "L", "-s", "4", "-o", "part.png", text]);
    let of_zint = |name: &str, kind: &str, place: &str| {
        let arguments = ["-b", kind, "--scale=3", "--quietzones", place, "-o", name, "-d", "SN-4711"];
        drawn(&company, name, "zint", &arguments)
    };
    let qr = of_zint("qr.png", "58", "--structapp=1,2");
    let matrix = of_zint("matrix.png", "71", "--structapp=1,2,001001");
    let (exit, said) = scanned(&company, &["part-01.png", "part-02.png", &qr, &matrix]);
    assert_eq!((exit, said.len()), (Some(1), 4), "{said:?}");
    for document in &said {
        assert_eq!(
            (document["text"].as_str(), document["codes"].as_array().map(Vec::len)),
            (None, Some(0)),
            "{document}"
        );
    }
}
