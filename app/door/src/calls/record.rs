//! Records to choose from and to look up, and finding anything.

use super::{Call, Nothing, ask, list, tell};
use onsite_core::Done;
use onsite_domain::{
    Id, Subject, Text, Word,
    article::Article,
    bulletin::Bulletin,
    contact::Contact,
    customer::Customer,
    fault_code::FaultCode,
    field_definition::FieldDefinition,
    order_kind::OrderKind,
    part::Part,
    price_list::PriceList,
    service_item::ServiceItem,
    settings::Settings,
    site::Site,
    tool::Tool,
    user::{Role, User},
};
use onsite_store::search::Hit;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Hits of a search that are shown.
const HITS: u32 = 50;
const HITS_MAX: u32 = 200;

pub(super) const CALLS: &[Call] = &[
    ask!("search", SearchFor => Vec<Hit>, |app, it| {
        app.search(&it.query, it.word, it.limit.unwrap_or(HITS).min(HITS_MAX))
    }),
    ask!("titles", TitlesOf => Vec<Option<String>>, |app, of| {
        let language = app.language()?;
        of.subjects.iter().map(|subject| app.title_of(*subject, language)).collect()
    }),
    ask!("settings", Nothing => Settings, |app, _| app.settings()),
    list!("parts", Nothing => Part, |app, _| app.records(Word::Part)),
    ask!("part", OfRecord => Option<Part>, |app, of| app.record(Word::Part, of.id)),
    list!("tools", Nothing => Tool, |app, _| app.records(Word::Tool)),
    list!("fault_codes", Nothing => FaultCode, |app, _| app.fault_codes()),
    list!("service_items", Nothing => ServiceItem, |app, _| app.records(Word::ServiceItem)),
    list!("field_definitions", Nothing => FieldDefinition, |app, _| app.records(Word::FieldDefinition)),
    tell!("fill_own_fields", FillOwnFields => Done, |app, it, _| app.fill_own_fields(it.about, it.values)),
    list!("order_kinds", Nothing => OrderKind, |app, _| app.records(Word::OrderKind)),
    list!("bulletins", Nothing => Bulletin, |app, _| app.records(Word::Bulletin)),
    list!("price_lists", Nothing => PriceList, |app, _| app.records(Word::PriceList)),
    ask!("article", OfRecord => Option<Article>, |app, of| app.article(of.id)),
    list!("customers", Nothing => Customer, |app, _| app.records(Word::Customer)),
    ask!("customer", OfRecord => Option<Customer>, |app, of| app.record(Word::Customer, of.id)),
    list!("sites", Nothing => Site, |app, _| app.records(Word::Site)),
    ask!("site", OfRecord => Option<Site>, |app, of| app.record(Word::Site, of.id)),
    ask!("contact", OfRecord => Option<Contact>, |app, of| app.record(Word::Contact, of.id)),
    ask!("colleagues", Nothing => Vec<Colleague>, |app, _| {
        let users: Vec<(Id, User)> = app.records(Word::User)?;
        let shown = users.into_iter().filter(|(_, user)| !user.is_disabled);
        let colleague = |(user, held): (Id, User)| Colleague { user, name: held.name, phone: held.phone, roles: held.roles };
        Ok(shown.map(colleague).collect())
    }),
];

/// Somebody to hand over to or to ask.
#[derive(Serialize, ToSchema)]
struct Colleague {
    user: Id,
    name: Text,
    phone: String,
    roles: BTreeSet<Role>,
}

#[derive(Deserialize, ToSchema)]
struct SearchFor {
    query: String,
    word: Option<Word>,
    limit: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
struct TitlesOf {
    subjects: Vec<Subject>,
}

/// Of a visit or a device.
#[derive(Deserialize, ToSchema)]
struct FillOwnFields {
    about: Subject,
    /// By the ids of their definitions; `null` clears one.
    values: BTreeMap<Id, Value>,
}

#[derive(Deserialize, ToSchema)]
struct OfRecord {
    id: Id,
}
