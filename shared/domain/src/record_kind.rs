//! The registry of record words: which body each has, how it is checked, projected and found. A new record word is a
//! file and a line here.

use crate::{
    Rejected, RejectedCode, Word,
    view::{Projection, SearchText, Sources},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads a body as its word's and names the path where it has another shape. The message of the decoder is left out: it
/// quotes the value, which may be personal.
fn read<T: DeserializeOwned>(body: &Value) -> Result<T, Rejected> {
    serde_path_to_error::deserialize(body).map_err(|e| Rejected::new(RejectedCode::WrongShape, e.path().to_string()))
}

macro_rules! records {
    ($($word:ident => $body:ty,)*) => {
        /// The words that are records.
        pub const RECORD_WORDS: &[Word] = &[$(Word::$word,)*];

        /// Whether a body may be written as a version of this word's record.
        pub fn validate_record(word: Word, body: &Value) -> Result<(), Rejected> {
            match word {
                $(Word::$word => read::<$body>(body)?.validate(),)*
                _ => Err(Rejected::because(RejectedCode::WrongShape, "word", format!("{word} is not a record"))),
            }
        }

        /// A body with every key that this build knows, so that what means the same is the same.
        pub(crate) fn normal(word: Word, body: &Value) -> Option<Value> {
            match word {
                $(Word::$word => serde_json::to_value(read::<$body>(body).ok()?).ok(),)*
                _ => None,
            }
        }
    };
}

records! {
    Organisation => crate::organisation::Organisation,
    Team => crate::team::Team,
    User => crate::user::User,
    FieldDevice => crate::field_device::FieldDevice,
    Customer => crate::customer::Customer,
    Site => crate::site::Site,
    Contact => crate::contact::Contact,
    Request => crate::request::Request,
    Device => crate::device_record::DeviceRecord,
    Part => crate::part::Part,
    Tool => crate::tool::Tool,
    StockLocation => crate::stock_location::StockLocation,
    PriceList => crate::price_list::PriceList,
    ServiceItem => crate::service_item::ServiceItem,
    Contract => crate::contract::Contract,
    Warranty => crate::warranty::Warranty,
    Procedure => crate::procedure::Procedure,
    Article => crate::article::Article,
    Bulletin => crate::bulletin::Bulletin,
    FaultCode => crate::fault_code::FaultCode,
    OrderKind => crate::order_kind::OrderKind,
    ServiceLevel => crate::service_level::ServiceLevel,
    Calendar => crate::calendar::Calendar,
    MaintenancePlan => crate::maintenance_plan::MaintenancePlan,
    Questionnaire => crate::questionnaire::Questionnaire,
    FieldDefinition => crate::field_definition::FieldDefinition,
    Settings => crate::settings::Settings,
    Revocation => crate::revocation::Revocation,
    CodeBatch => crate::code_batch::CodeBatch,
    Checklist => crate::checklist::Checklist,
    Inspection => crate::inspection::Inspection,
}

/// What a record is found by; `None` for words nobody searches and for bodies that cannot be read.
pub fn search_text(word: Word, body: &Value) -> Option<SearchText> {
    fn of<T: DeserializeOwned>(body: &Value, search_text: fn(&T) -> SearchText) -> Option<SearchText> {
        read::<T>(body).ok().map(|body| search_text(&body))
    }
    match word {
        Word::Customer => of(body, crate::customer::Customer::search_text),
        Word::Site => of(body, crate::site::Site::search_text),
        Word::Contact => of(body, crate::contact::Contact::search_text),
        Word::Request => of(body, crate::request::Request::search_text),
        Word::Device => of(body, crate::device_record::DeviceRecord::search_text),
        Word::Part => of(body, crate::part::Part::search_text),
        Word::Tool => of(body, crate::tool::Tool::search_text),
        Word::StockLocation => of(body, crate::stock_location::StockLocation::search_text),
        Word::ServiceItem => of(body, crate::service_item::ServiceItem::search_text),
        Word::Contract => of(body, crate::contract::Contract::search_text),
        Word::Procedure => of(body, crate::procedure::Procedure::search_text),
        Word::Article => of(body, crate::article::Article::search_text),
        Word::Bulletin => of(body, crate::bulletin::Bulletin::search_text),
        Word::FaultCode => of(body, crate::fault_code::FaultCode::search_text),
        Word::MaintenancePlan => of(body, crate::maintenance_plan::MaintenancePlan::search_text),
        _ => None,
    }
}

/// A body with every key that this build knows beside all that is written in it: an older build, and a program that leaves
/// out what is empty, wrote fewer, and whoever reads it is to find what its description names.
pub fn whole(word: Word, mut body: Value) -> Value {
    if let Some(normal) = normal(word, &body) {
        fill(&mut body, normal);
    }
    body
}

/// The same of a view, where what is derived may stand around the record.
pub fn whole_view(word: Word, mut view: Value) -> Value {
    match word {
        Word::StockLocation => view,
        Word::Device => {
            if let Some(record) = view.get_mut("record").filter(|record| record.is_object()) {
                *record = whole(word, record.take());
            }
            view
        }
        _ => whole(word, view),
    }
}

/// Adds what is missing in `body`, and changes nothing that is there.
fn fill(body: &mut Value, normal: Value) {
    match (body, normal) {
        (Value::Object(body), Value::Object(normal)) => {
            for (key, value) in normal {
                match body.get_mut(&key) {
                    Some(held) => fill(held, value),
                    None => drop(body.insert(key, value)),
                }
            }
        }
        (Value::Array(body), Value::Array(normal)) if body.len() == normal.len() => {
            body.iter_mut().zip(normal).for_each(|(held, value)| fill(held, value));
        }
        _ => {}
    }
}

/// The projection of a word that is a record and nothing more: the view is the body with `id`, `epoch`, `version` and
/// `is_removed` beside its fields. What was removed is not found any more.
pub fn project_record(sources: &Sources<'_>) -> Projection {
    let Some(record) = sources.record else { return Projection::default() };
    let mut view = match &record.body {
        Value::Object(fields) => fields.clone(),
        _ => serde_json::Map::new(),
    };
    view.insert("id".into(), json!(record.id));
    view.insert("epoch".into(), json!(record.epoch));
    view.insert("version".into(), json!(record.version));
    view.insert("is_removed".into(), json!(record.is_removed));
    // Where its presses have brought it, for lists.
    if let (Word::Request, Ok(request)) = (record.word, read::<crate::request::Request>(&record.body)) {
        view.insert("status".into(), json!(request.status()));
    }
    let search = if record.is_removed { None } else { search_text(record.word, &record.body) };
    Projection { view: Some(Value::Object(view).to_string()), attention: Vec::new(), search }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Id, record::Record};

    #[test]
    fn every_record_word_reads_an_empty_and_a_newer_body_and_refuses_another_shape() {
        for word in RECORD_WORDS {
            let newer = json!({ "field_of_a_newer_version": [1, 2, 3] });
            for body in [json!({}), newer] {
                // Nothing is required for reading; what writing requires is named.
                let refused = validate_record(*word, &body).err();
                assert_ne!(refused.as_ref().map(|e| e.code), Some(RejectedCode::Structure), "{word}");
                assert_ne!(refused.map(|e| e.path), Some(".".to_owned()), "{word}");
                assert!(search_text(*word, &body).is_none_or(|found| found.text.is_empty()), "{word}");
            }
            for body in [json!(null), json!("text"), json!([])] {
                assert_eq!(search_text(*word, &body).filter(|found| !found.title.is_empty()), None, "{word}");
            }
            assert_eq!(validate_record(*word, &json!(7)).map_err(|e| e.code), Err(RejectedCode::WrongShape), "{word}");
        }
        assert!(validate_record(Word::Visit, &json!({})).is_err());
    }

    #[test]
    fn what_an_older_build_wrote_is_answered_whole_and_nothing_written_is_changed() {
        let talk = json!({ "id": Id::from_parts(1, 2), "at_ms": 5, "channel": "phone", "direction": "inbound", "of_a_newer_build": 3 });
        let held = json!({ "words": "it leaks", "interactions": [talk], "of_a_newer_build": [1] });
        let answered = whole(Word::Request, held.clone());
        assert_eq!((&answered["words"], &answered["of_a_newer_build"]), (&held["words"], &held["of_a_newer_build"]));
        assert_eq!(
            (&answered["orders"], &answered["steps"], &answered["device"]),
            (&json!([]), &json!([]), &Value::Null)
        );
        let talked = &answered["interactions"][0];
        assert_eq!((&talked["of_a_newer_build"], &talked["attachments"]), (&json!(3), &json!([])));
        assert_eq!(whole(Word::Request, answered.clone()), answered);
        assert_eq!(whole(Word::Request, json!("no body")), json!("no body"));
        let device = whole_view(Word::Device, json!({ "record": { "serial": "SN-1" }, "codes": [] }));
        assert_eq!((&device["record"]["serial"], &device["record"]["meters"]), (&json!("SN-1"), &json!([])));
        assert_eq!((device.get("meters"), &device["codes"]), (None, &json!([])));
        assert_eq!(whole_view(Word::Device, json!({ "record": null })), json!({ "record": null }));
    }

    #[test]
    fn a_wrong_shape_is_named_by_its_path_and_not_by_its_content() {
        let body = json!({ "name": { "zh": "示例" }, "sites": ["王小明的电话"] });
        let refused = validate_record(Word::Contact, &body).unwrap_err();
        assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::WrongShape, "sites[0]"));
        assert!(!refused.to_string().contains("王小明"));
    }

    #[test]
    fn maps_with_numbers_and_ids_as_keys_are_read() {
        let calendar = json!({
            "name": { "zh": "工作日" }, "zone": "Asia/Shanghai",
            "weekly": { "1": [{ "from_minute": 540, "to_minute": 1080 }] },
            "days": [{ "date": "2026-10-01", "kind": "holiday" }],
        });
        assert_eq!(validate_record(Word::Calendar, &calendar), Ok(()));
        let plan = json!({
            "name": { "en": "Yearly" }, "organisation": Id::from_parts(1, 1), "kind": "maintain", "mode": "onsite",
            "zone": "Europe/Berlin", "catch_up": "latest", "parts": { Id::from_parts(1, 2).to_string(): 1000 },
            "schedule": { "fixed": { "starts_at": "2026-01-15T09:00:00", "rule": "FREQ=YEARLY" } },
        });
        assert_eq!(validate_record(Word::MaintenancePlan, &plan), Ok(()));
    }

    #[test]
    fn the_view_of_a_record_is_its_body_with_its_version_and_a_removed_one_is_not_found() {
        let mut record = Record {
            word: Word::Customer,
            id: Id::from_parts(1, 1),
            epoch: 1,
            version: 3,
            at_ms: 0,
            is_removed: false,
            body: json!({ "name": { "zh": "示例医院", "en": "Example Hospital" }, "number": "C-7", "newer": true }),
        };
        let project = |record: &Record| {
            project_record(&Sources { subject: record.subject(), record: Some(record), document: None, facts: &[] })
        };
        let projection = project(&record);
        let view: Value = serde_json::from_str(&projection.view.unwrap()).unwrap();
        assert_eq!(
            (&view["version"], &view["newer"], &view["name"]["zh"]),
            (&json!(3), &json!(true), &json!("示例医院"))
        );
        assert_eq!(projection.search.map(|found| found.title), Some("示例医院 · Example Hospital · C-7".into()));
        record.is_removed = true;
        assert_eq!(project(&record).search, None);
    }
}
