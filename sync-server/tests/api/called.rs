//! Codes by what people call them.

use crate::{
    field::{LI, SUN, ZHAO},
    support::{COMPANY, Company, SETTINGS, id},
};
use onsite_domain::{Word, user::Role};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_called_as_the_settings_say_and_else_as_it_is_written_most() {
    let company = Company::new();
    let held = |code: &str, zh: &str| json!({ "code": code, "name": { "zh": zh }, "level": 2 });
    for (engineer, skills) in [
        (LI, json!([held("ct", "CT 维修"), held("lift", "电梯"), held("odd", "")])),
        (ZHAO, json!([held("ct", "CT 维修")])),
        (SUN, json!([held("ct", "断层扫描")])),
    ] {
        company.engineer(engineer, COMPANY, json!({ "skills": skills })).await;
    }
    let step = |number: u64, meter: &str| {
        json!({
            "id": id(number), "kind": "measurement", "title": { "zh": "运行小时", "en": "Run hours" },
            "measurement": { "unit": "h", "meter": meter },
        })
    };
    let procedure = json!({
        "number": "P-1", "revision": 1, "name": { "zh": "巡检" }, "steps": [step(71, "run_hours"), step(72, "")],
    });
    company.put(Word::Procedure, 70, procedure).await;
    let reads = async || {
        let called = company.person(Role::IntakeAgent).await.get("/v1/called").await.body;
        let skills = called["skills"].as_array().unwrap().clone();
        let zh = |row: &Value| format!("{}: {}", row["code"].as_str().unwrap(), row["name"]["zh"].as_str().unwrap());
        (skills.iter().map(zh).collect::<Vec<_>>(), called["meters"].clone())
    };
    let hours = |zh: &str| json!([{ "key": "run_hours", "name": { "zh": zh, "en": "Run hours" }, "unit": "h" }]);
    let (skills, meters) = reads().await;
    assert_eq!(skills, ["ct: CT 维修", "lift: 电梯"]);
    assert_eq!(meters, hours("运行小时"));

    let named = |code: &str, zh: &str| json!({ "code": code, "name": { "zh": zh, "en": "Run hours" } });
    let settings = json!({
        "company_name": { "en": "Example Service" },
        "skills": [named("ct", "CT"), named("gas", "燃气")], "meters": [named("run_hours", "累计运行时间")],
    });
    company.put(Word::Settings, SETTINGS, settings).await;
    let (skills, meters) = reads().await;
    assert_eq!(skills, ["ct: CT", "gas: 燃气", "lift: 电梯"]);
    assert_eq!(meters, hours("累计运行时间"));
}
