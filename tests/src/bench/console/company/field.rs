//! What lies on the desks: requests, parts asked for, counts, conflicts; and the engineers' field devices.

use super::{
    Maker, drawn, nth,
    records::{WAREHOUSES, customer_of_site, site_of_device, van_of, van_part, warehouse},
    work::{line, moved, place},
};
use crate::bench::office;
use onsite_domain::{
    Author, Id, Quantity, Subject, Word,
    approval::{ApprovalFact, RuledLine, Ruling},
    command::Command,
    count::{self, CountFact, CountLine},
    custody::{self, CustodyFact},
    document::Write,
    entry::{self, compact},
    movement::{Condition, MovementFact, MovementReason},
    number::request_number,
    part_request::RequestLine,
    request::{Channel, Request, RequestPress, RequestStep},
};
use onsite_wire::{Message as _, enrol::EnrolRequest};
use serde_json::json;

/// Of the part requests the last so many wait for somebody.
const WAITING: usize = 120;
const CONFLICTS_MAX: usize = 300;

pub(super) fn make(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    requests(maker)?;
    part_requests(maker)?;
    counts(maker)?;
    conflicts(maker)?;
    field_devices(maker)
}

fn requests(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let count = maker.size.orders / 5;
    let mut records = Vec::with_capacity(count);
    for number in 0..count {
        let left = count.saturating_sub(number);
        let age_ms = i64::try_from(left)?.saturating_mul(10 * 60_000);
        let received_ms = maker.now_ms.saturating_sub(age_ms);
        let device = drawn(number, "asked", maker.size.orders.div_ceil(2));
        let site = site_of_device(maker, device);
        let steps: &[RequestPress] = match left {
            0..=60 => &[],
            61..=90 => &[RequestPress::Verify],
            _ if number.is_multiple_of(10) => &[RequestPress::Verify, RequestPress::Answer, RequestPress::Close],
            _ => &[RequestPress::Verify, RequestPress::MakeOrders, RequestPress::Close],
        };
        let body = Request {
            number: request_number(u64::try_from(number)?),
            organisation: crate::demo::id("organisation", "company"),
            channel: Channel::Phone,
            received_ms,
            customer: Some(customer_of_site(maker, site)),
            site: Some(nth(Word::Site, site)),
            device: Some(nth(Word::Device, device)),
            reporter_name: format!("示例报修人{}", number % 500),
            reporter_phone: format!("+86 130 5555 {:04}", number % 10_000),
            words: "机房漏水，请尽快来人。 Water on the floor of the plant room.".to_owned(),
            answer: if steps.contains(&RequestPress::Answer) { "已电话解决".to_owned() } else { String::new() },
            steps: steps
                .iter()
                .map(|press| RequestStep {
                    press: *press,
                    at_ms: received_ms.saturating_add(60_000),
                    by: Author::rule("bench"),
                    reason: String::new(),
                })
                .collect(),
            ..Request::default()
        };
        let id = Id::from_parts(u64::try_from(received_ms)?, u128::try_from(number)?);
        maker.company.request = Some(id);
        records.push((Subject::new(Word::Request, id), compact(&body)));
    }
    maker.records(records)
}

fn part_requests(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let count = maker.size.orders / 30;
    for number in 0..count {
        let engineer = number.checked_rem(maker.size.engineers).unwrap_or(0);
        let part = van_part(maker.size.parts(), engineer, number % 3);
        let (id, wanted) = (maker.id(), maker.id());
        let subject = Subject::new(Word::PartRequest, id);
        let asked = RequestLine { part: nth(Word::Part, part), quantity: Quantity::units(2), ..RequestLine::default() };
        let set = |field: &str, value: serde_json::Value| Write::Set { field: field.to_owned(), value };
        let mut command = Command::new("request_parts").write(
            subject,
            [set("location", json!(van_of(engineer))), set("note", json!("备用")), entry::add(wanted, &asked)],
        );
        let left = count.saturating_sub(number);
        if left > WAITING {
            let ruled = RuledLine {
                line: wanted,
                ruling: Ruling::Approved,
                quantity: Some(Quantity::units(2)),
                location: Some(warehouse(engineer % WAREHOUSES)),
                ..RuledLine::default()
            };
            command = command.fact(maker.fact(vec![subject], &ApprovalFact { lines: vec![ruled] }));
            let mut issue = None;
            for (reason, from, to) in [
                (MovementReason::Issue, warehouse(engineer % WAREHOUSES), place("transit")),
                (MovementReason::Accept, place("transit"), van_of(engineer)),
            ] {
                // The last ones are still on their way.
                if reason == MovementReason::Accept && left < WAITING.saturating_mul(3) {
                    continue;
                }
                let mut moving = line(part, 2, from, to);
                moving.request_line = Some(wanted);
                let body = MovementFact {
                    reason,
                    lines: vec![moving],
                    part_request: Some(id),
                    issue,
                    ..MovementFact::default()
                };
                command = moved(maker, command, &body);
                issue = command.facts.last().map(|fact| fact.id);
            }
        }
        maker.company.part_request = Some(id);
        maker.command(command)?;
    }
    maker.flush()
}

/// Every van was counted, and some differ.
fn counts(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    for van in 0..maker.size.engineers {
        let lines = (0..8).map(|number| {
            let units = if van.is_multiple_of(7) { 1 } else { 40 };
            CountLine {
                part: nth(Word::Part, van_part(maker.size.parts(), van, number)),
                condition: Condition::New,
                counted: Quantity::units(units),
                expected: Quantity::units(40),
                ..CountLine::default()
            }
        });
        let body = CountFact { lines: lines.collect(), ..CountFact::default() };
        let fact = maker.fact(count::subjects(van_of(van)), &body);
        maker.command(Command::new("count_stock").fact(fact))?;
    }
    maker.flush()
}

/// Two people wrote the same field without knowing of each other.
fn conflicts(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let wanted = (maker.size.orders / 300).min(CONFLICTS_MAX);
    let open: Vec<(Subject, onsite_domain::work_order::WorkOrderView)> = onsite_store::derived::views(
        maker.store.database(),
        "word = 'work_order' AND status = 'accepted' ORDER BY +subject DESC LIMIT :wanted",
        &[(":wanted", &i64::try_from(wanted)?)],
    )?;
    let author = Author::rule("bench");
    maker.store.run(|store| {
        for (subject, view) in &open {
            for (number, phone) in ["+86 21 5555 0190", "+86 21 5555 0191"].into_iter().enumerate() {
                let title = format!("漏水，请打{phone}（{number}）");
                let write = Write::Set { field: "title".to_owned(), value: json!(title) };
                store.edit_document(&author, "edit_work_order", *subject, vec![write], Some(view.heads.clone()))?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// Everybody has a phone that was enrolled, and the custody of a van.
fn field_devices(maker: &mut Maker<'_>) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir()?;
    for number in 0..maker.size.engineers {
        let user = nth(Word::User, number);
        let mut app = office::open_phone(&scratch.path().join(number.to_string()))?;
        let invite = maker.store.run(|store| store.invite(user, "http://127.0.0.1:1"))?;
        let request = app.enrol_request(&invite, &format!("phone-{number:03}"), "android")?;
        let request = EnrolRequest::from_wire(&request)?;
        let response = maker.store.run(|store| store.enrol(&request))?;
        let identity = app.finish_enrolment(&invite, &response.to_wire())?;
        let body = CustodyFact {
            field_device: Some(identity.field_device),
            user: Some(user),
            epoch: 1,
            reason: Some("新终端 new field device".to_owned()),
        };
        let subjects = custody::subjects(van_of(number), Some(identity.field_device));
        let fact = maker.fact(subjects, &body);
        maker.command(Command::new("give_custody").fact(fact))?;
    }
    maker.flush()
}
