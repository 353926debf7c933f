//! What came of a day, read on the server: orders, what needs attention, stock, and whether the signatures hold.

use super::{attention, play::SignedVisit};
use onsite_domain::{
    Id, Quantity, Subject, Word, attention::AttentionKind, id::Hash, record::Record, signature::SignatureFact,
    stock::StockLocationView, visit::VisitView, work_order::WorkOrderView,
};
use onsite_evidence::Root;
use onsite_server::{ServerError, ServerStore, Verification};
use onsite_store::{blob, derived, fact, ground};
use onsite_wire::{CertificateChain, Message as _, Signature, Statement};
use std::collections::BTreeMap;

/// The server's state at one moment.
pub struct Outcome {
    /// By name: number, status, title, window, lead's name.
    pub orders: Vec<String>,
    /// What differs between people, both values.
    pub attention: Vec<(AttentionKind, String)>,
    /// Location, part and condition with the quantity there.
    pub stock: BTreeMap<String, Quantity>,
    pub verification: Verification,
}

impl Outcome {
    /// # Errors
    /// When the store fails.
    pub fn read(store: &mut ServerStore, orders: &BTreeMap<String, (Id, Option<Id>)>) -> Result<Self, ServerError> {
        let mut rows = Vec::new();
        for (name, (order, _)) in orders {
            let Some(view) = derived::view_as::<WorkOrderView>(store.database(), subject(Word::WorkOrder, *order))?
            else {
                continue;
            };
            let lead = match view.lead {
                Some(lead) => store.record_as::<onsite_domain::user::User>(Word::User, lead)?.map(|user| user.name.zh),
                None => None,
            };
            rows.push(format!(
                "{:<13} {:<16} {:<10} {:<6} {}",
                view.number.unwrap_or_default(),
                name,
                view.status.as_str(),
                lead.unwrap_or_else(|| "-".to_owned()),
                view.title.unwrap_or_default()
            ));
        }
        let attention = derived::attention(store.database(), true, 1000)?;
        let attention = attention
            .into_iter()
            .map(|item| Ok((item.kind, attention::in_words(store, &item)?)))
            .collect::<Result<_, ServerError>>()?;
        let stock = stock(store)?;
        let verification = store.verify()?;
        Ok(Self { orders: rows, attention, stock, verification })
    }
}

fn subject(word: Word, id: Id) -> Subject {
    Subject::new(word, id)
}

/// Every quantity that is not nothing, by the names of location and part.
///
/// # Errors
/// When the store fails.
fn stock(store: &ServerStore) -> Result<BTreeMap<String, Quantity>, ServerError> {
    let mut found: BTreeMap<String, Quantity> = BTreeMap::new();
    let locations: Vec<(Subject, StockLocationView)> =
        derived::views(store.database(), "word = 'stock_location'", &[])?;
    for (_, location) in locations {
        for balance in location.balances {
            let part = onsite_store::record::get(store.database(), subject(Word::Part, balance.part))?;
            let number = part.and_then(|part| part_number(&part.record)).unwrap_or_default();
            let key = format!("{} {number} {}", location.location.number, balance.condition);
            let sum = found.entry(key).or_default();
            *sum = sum.saturating_add(balance.quantity);
        }
    }
    Ok(found)
}

fn part_number(record: &Record) -> Option<String> {
    record.body.get("number")?.as_str().map(str::to_owned)
}

/// One thing that was checked about a signature.
pub struct Checked {
    pub what: &'static str,
    pub holds: bool,
}

/// Everything that can be checked about a signature from what the server holds and the company's root key.
///
/// # Errors
/// When the store fails.
pub fn check_signature(store: &ServerStore, signed: &SignedVisit) -> Result<Vec<Checked>, ServerError> {
    let mut checked = Vec::new();
    let mut check = |what, holds| checked.push(Checked { what, holds });
    let Some(stored) = fact::get(store.database(), signed.signature)? else {
        check("the signature arrived", false);
        return Ok(checked);
    };
    check("the signature arrived and counts", !stored.is_in_review);
    let body: SignatureFact = stored.fact.body().unwrap_or_default();
    let sealed = blob::get(store.blobs(), signed.file_hash)?.unwrap_or_default();
    check("what the customer took home is there, byte for byte", sealed == signed.sealed);
    let verified = onsite_evidence::verify(&sealed, &Root::from(*store.keys().root())).ok();
    check("it is genuine, and shows this signature", verified.is_some_and(|found| found.fact.id == signed.signature));
    let ink = body.ink.map(|ink| blob::get(store.blobs(), ink)).transpose()?.flatten();
    check("the ink is there and has its hash", ink.map(|bytes| Hash::of(&bytes)) == body.ink);
    let mut has_photos = !body.photos.is_empty();
    for photo in &body.photos {
        has_photos &= blob::get(store.blobs(), *photo)?.is_some();
    }
    check("every photo shown is there", has_photos);
    let mut has_heads = true;
    for document in &body.documents {
        let Ok(word) = document.word.parse() else { continue };
        let changes = ground::changes(store.database(), subject(word, document.id), 0)?;
        has_heads &= document.heads.iter().all(|head| changes.iter().any(|change| change.hash == *head));
    }
    check("every document stands in history at the signed heads", has_heads);
    let field_device = stored.fact.author.field_device();
    let certificate = field_device
        .zip(stored.fact.author.user())
        .map(|(field_device, user)| onsite_server::field_device::certificate(store.database(), field_device, user))
        .transpose()?
        .flatten()
        .and_then(|bytes| CertificateChain::from_wire(&bytes).ok())
        .and_then(|chain| store.keys().trust.certificate(&chain).ok());
    check("the certificate chain ends at the company's root", certificate.is_some());
    let is_signed = certificate.zip(<[u8; 64]>::try_from(stored.signature.as_slice()).ok()).is_some_and(
        |(certificate, signature)| {
            let statement = Statement::Fact { server: store.keys().server, hash: &stored.hash };
            Some(certificate.field_device) == field_device
                && Some(certificate.user) == stored.fact.author.user()
                && certificate.key.verify(&statement, &Signature(signature)).is_ok()
        },
    );
    check("the field device's certified key signed it", is_signed);
    let visit = derived::view_as::<VisitView>(store.database(), subject(Word::Visit, signed.visit))?;
    let receipt =
        visit.unwrap_or_default().receipts.into_iter().find(|receipt| receipt.body.signature == signed.signature);
    check(
        "the server's receipt names exactly it",
        receipt.is_some_and(|receipt| receipt.body.signature_hash == stored.hash),
    );
    Ok(checked)
}
