//! The van: what it holds, counting it, handing parts from van to van without a network.

use crate::{App, AppError, done::Done, part_request::no_van};
use data_encoding::BASE64URL_NOPAD;
use onsite_domain::{
    Author, Id, Quantity, Rejected, RejectedCode, Subject, Text, Word,
    count::{self, CountFact, CountLine},
    fact::Fact,
    fact_kind::{self, FactBody as _},
    id::Hash,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    part::Part,
    shelf::Shelf,
    stock::{Balance, Custody, StockLocationView},
    stock_location::StockLocationKind,
    user::User,
};
use onsite_store::{derived, fact};
use onsite_wire::{CertificateChain, Message as _, Signature, Statement};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a location holds of one thing, with its name.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct StockLine {
    #[serde(flatten)]
    pub balance: Balance,
    pub number: String,
    pub name: Text,
    pub unit: String,
    /// Below this it wants refilling.
    pub minimum: Option<Quantity>,
}

/// A van as its engineer sees it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VanStock {
    pub van: Id,
    pub number: String,
    pub name: Text,
    /// Whether this field device may debit it now.
    pub is_held: bool,
    pub lines: Vec<StockLine>,
    pub last_count_ms: Option<i64>,
}

/// One thing as somebody counted it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CountedPart {
    pub part: Id,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
    pub counted: Quantity,
}

/// A part that goes from one van to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct HandedPart {
    pub part: Id,
    pub quantity: Quantity,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
}

/// What the colleague scans.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HandedOver {
    pub done: Done,
    /// Fits into a QR code.
    pub text: String,
}

const HAND_OVER_PREFIX: &str = "onsite:part:1:";
/// A QR code holds less.
const HAND_OVER_CHARS_MAX: usize = 16_384;

/// Parts that a colleague hands over.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HandOverRead {
    pub issue: Id,
    /// Who hands over.
    pub by: Text,
    pub lines: Vec<HandOverLine>,
    /// It was taken over before.
    pub is_taken: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct HandOverLine {
    pub part: Id,
    pub number: String,
    pub name: Text,
    pub unit: String,
    pub quantity: Quantity,
    pub condition: Condition,
    pub serial: Option<String>,
    pub lot: Option<String>,
}

impl App {
    /// The van this field device may debit, and its custody.
    pub fn own_van(&self) -> Result<Option<(Id, Custody)>, AppError> {
        let own = self.identity()?.field_device;
        let held = self.locations()?.into_iter().find(|(_, location)| {
            location.location.kind == StockLocationKind::Van && location.custody.field_device == Some(own)
        });
        Ok(held.map(|(van, location)| (van, location.custody)))
    }

    /// The van this field device holds, or else the one that belongs to its user.
    pub fn van_stock(&self) -> Result<Option<VanStock>, AppError> {
        let me = self.identity()?.user;
        let own = self.own_van()?.map(|(van, _)| van);
        let of_user = || -> Result<Option<Id>, AppError> {
            let found = self.locations()?.into_iter().find(|(_, held)| {
                held.location.kind == StockLocationKind::Van
                    && (held.custody.user == Some(me) || held.location.user == Some(me))
            });
            Ok(found.map(|(van, _)| van))
        };
        match own.map_or_else(of_user, |van| Ok(Some(van)))? {
            Some(van) => Ok(Some(self.stock_of(van)?)),
            None => Ok(None),
        }
    }

    /// What a location holds, with the names of the parts.
    pub fn stock_of(&self, location: Id) -> Result<VanStock, AppError> {
        let held = self.stock_location(location)?;
        let own = self.own_van()?.map(|(van, _)| van);
        let mut lines = Vec::with_capacity(held.balances.len());
        for balance in held.balances {
            let part: Part = self.record(Word::Part, balance.part)?.unwrap_or_default();
            let minimum = held.location.minimums.get(&balance.part).copied();
            lines.push(StockLine { balance, number: part.number, name: part.name, unit: part.base_unit, minimum });
        }
        lines.sort_by(|a, b| (&a.number, &a.balance.serial).cmp(&(&b.number, &b.balance.serial)));
        Ok(VanStock {
            van: location,
            number: held.location.number,
            name: held.location.name,
            is_held: own == Some(location),
            lines,
            last_count_ms: held.last_count.map(|count| count.at_ms),
        })
    }

    /// Writes down what somebody counted in the van this field device holds. Differences become attention items.
    ///
    /// # Errors
    /// [`RejectedCode::NotHolder`] where this field device holds no van.
    pub fn count_van(
        &mut self,
        counted: &[CountedPart],
        is_complete: bool,
        note: Option<String>,
    ) -> Result<Done, AppError> {
        let (van, custody) = self.own_van()?.ok_or_else(no_van)?;
        let held = self.stock_location(van)?;
        let expected = |one: &CountedPart| {
            let same = held.balances.iter().find(|balance| {
                (balance.part, balance.condition, &balance.serial, &balance.lot)
                    == (one.part, one.condition, &one.serial, &one.lot)
            });
            same.map(|balance| balance.quantity).unwrap_or_default()
        };
        let lines = counted.iter().map(|one| CountLine {
            part: one.part,
            condition: one.condition,
            serial: one.serial.clone(),
            lot: one.lot.clone(),
            counted: one.counted,
            expected: expected(one),
        });
        let body = CountFact { lines: lines.collect(), is_complete, custody_epoch: Some(custody.epoch), note };
        self.state_fact("count_van", count::subjects(van), &body)
    }

    /// Issues parts out of the own van for a colleague who takes them over, both without a network.
    ///
    /// # Errors
    /// [`RejectedCode::NotHolder`] where this field device holds no van.
    pub fn hand_over_part(&mut self, parts: &[HandedPart], note: Option<String>) -> Result<HandedOver, AppError> {
        let (van, custody) = self.own_van()?.ok_or_else(no_van)?;
        let transit = self.location_of_kind(StockLocationKind::InTransit)?;
        let mut shelf = Shelf::of(&self.stock_location(van)?.balances);
        let lines = parts.iter().flat_map(|part| {
            shelf.take(&MovementLine {
                part: part.part,
                quantity: part.quantity,
                from: van,
                to: transit,
                condition: part.condition,
                serial: part.serial.clone(),
                lot: part.lot.clone(),
                ..MovementLine::default()
            })
        });
        let body = MovementFact {
            reason: MovementReason::Issue,
            lines: lines.collect(),
            custody_epoch: Some(custody.epoch),
            note,
            ..MovementFact::default()
        };
        let done = self.state_fact("hand_over_part", movement::subjects(&body), &body)?;
        let text = self.hand_over_text(done.id)?;
        Ok(HandedOver { done, text })
    }

    /// The text of an issue made here, to be shown again.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where this field device made no such issue.
    pub fn hand_over_text(&self, issue: Id) -> Result<String, AppError> {
        let stored = fact::get(&self.db, issue)?
            .filter(|stored| stored.fact.author.field_device() == self.identity().ok().map(|own| own.field_device));
        let missing = || AppError::rejected(RejectedCode::NotFound, "issue");
        let stored = stored.ok_or_else(missing)?;
        let made_by = stored.fact.author.user().unwrap_or_default();
        let certificate = self.certificate_of(self.identity()?.field_device, made_by)?.ok_or_else(missing)?;
        let parts = [
            BASE64URL_NOPAD.encode(&stored.bytes),
            BASE64URL_NOPAD.encode(&stored.signature),
            BASE64URL_NOPAD.encode(&certificate.to_wire()),
        ];
        Ok(format!("{HAND_OVER_PREFIX}{}", parts.join(".")))
    }

    /// What a colleague hands over, before it is taken: who, and which parts.
    ///
    /// # Errors
    /// As [`App::take_over_part`], but for one that was taken over before, which is said.
    pub fn read_hand_over(&self, text: &str) -> Result<HandOverRead, AppError> {
        let issue = self.issue_in(text)?;
        let transit = issue.lines.first().map(|line| line.to).unwrap_or_default();
        let by = issue.fact.author.user().map(|user| self.record::<User>(Word::User, user)).transpose()?.flatten();
        Ok(HandOverRead {
            issue: issue.fact.id,
            by: by.map(|user| user.name).unwrap_or_default(),
            lines: self.with_names(&issue.lines)?,
            is_taken: self.is_accepted(transit, issue.fact.id)?,
        })
    }

    /// Takes parts over from a colleague: verifies the issue that was scanned, with nothing but the company's root key,
    /// and books them into the own van with the quantities counted (all as issued where `counted` is `None`).
    ///
    /// # Errors
    /// [`RejectedCode::WrongShape`] for another text, [`RejectedCode::WrongServer`] for another company's, or one whose
    /// signature does not fit, [`RejectedCode::IdTaken`] where it was taken over before.
    pub fn take_over_part(&mut self, text: &str, counted: Option<&[Quantity]>) -> Result<Done, AppError> {
        let (van, _) = self.own_van()?.ok_or_else(no_van)?;
        let issue = self.issue_in(text)?;
        let transit = issue.lines.first().map(|line| line.to).unwrap_or_default();
        if self.is_accepted(transit, issue.fact.id)? {
            return Err(AppError::rejected(RejectedCode::IdTaken, "issue"));
        }
        let body = accepting(van, issue.fact.id, &issue.lines, counted)?;
        let accept = self.fact(movement::subjects(&body), &body)?;
        let id = accept.id;
        // The issue is kept beside it, so that transit stays in balance here until the server brings it anyway.
        self.transaction(|app, touched| {
            fact::put(&app.db, &issue.bytes, &issue.signature, None, false, touched)?;
            Ok(())
        })?;
        let command = onsite_domain::command::Command::new("take_over_part").fact(accept);
        self.carry_out(id, &command)
    }

    fn issue_in(&self, text: &str) -> Result<Issue, AppError> {
        let other = |detail: &str| AppError::from(Rejected::because(RejectedCode::WrongShape, "text", detail));
        let text = text.trim();
        let rest = text.strip_prefix(HAND_OVER_PREFIX).ok_or_else(|| other("not a part handed over"))?;
        if text.len() > HAND_OVER_CHARS_MAX {
            return Err(other("too long"));
        }
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| other("damaged; scan it again"));
        let mut parts = rest.split('.').map(decode);
        let (Some(bytes), Some(signature), Some(chain), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(other("damaged; scan it again"));
        };
        let (bytes, signature, chain) = (bytes?, signature?, chain?);
        let not_ours = |detail: String| AppError::from(Rejected::because(RejectedCode::WrongServer, "text", detail));
        let chain = CertificateChain::from_wire(&chain).map_err(|e| other(&e.to_string()))?;
        let certificate = self.trust()?.certificate(&chain).map_err(|e| not_ours(e.to_string()))?;
        let fact = Fact::from_bytes(&bytes).map_err(|e| other(&e.to_string()))?;
        let signed = Signature(signature.as_slice().try_into().map_err(|_| other("damaged; scan it again"))?);
        let hash = Hash::of(&bytes);
        certificate
            .key
            .verify(&Statement::Fact { server: self.server_id()?, hash: &hash }, &signed)
            .map_err(|e| not_ours(e.to_string()))?;
        let author = Author::FieldDevice { field_device: certificate.field_device, user: certificate.user };
        if fact.author != author {
            return Err(not_ours("made under the name of somebody else".to_owned()));
        }
        fact_kind::check_fact(&fact)?;
        let body: MovementFact = fact
            .body()
            .filter(|body: &MovementFact| fact.kind == MovementFact::KIND && body.reason == MovementReason::Issue)
            .ok_or_else(|| other("not a part handed over"))?;
        Ok(Issue { lines: body.lines, fact, bytes, signature })
    }

    /// The lines of an issue with what the parts are called.
    pub(crate) fn with_names(&self, lines: &[MovementLine]) -> Result<Vec<HandOverLine>, AppError> {
        let mut named = Vec::with_capacity(lines.len());
        for line in lines {
            let part: Part = self.record(Word::Part, line.part)?.unwrap_or_default();
            named.push(HandOverLine {
                part: line.part,
                number: part.number,
                name: part.name,
                unit: part.base_unit,
                quantity: line.quantity,
                condition: line.condition,
                serial: line.serial.clone(),
                lot: line.lot.clone(),
            });
        }
        Ok(named)
    }

    pub(crate) fn is_accepted(&self, transit: Id, issue: Id) -> Result<bool, AppError> {
        let about = fact::about(&self.db, Subject::new(Word::StockLocation, transit))?;
        Ok(about.iter().filter_map(|stored| stored.fact.body::<MovementFact>()).any(|body| body.issue == Some(issue)))
    }

    /// The location of a kind that belongs to the own organisation, else any of that kind.
    pub(crate) fn location_of_kind(&self, kind: StockLocationKind) -> Result<Id, AppError> {
        let own = self.identity()?.organisation;
        let found = self
            .locations()?
            .into_iter()
            .filter(|(_, held)| held.location.kind == kind && !held.location.is_retired)
            .min_by_key(|(id, held)| (held.location.organisation != own, *id));
        let missing = || {
            Rejected::because(RejectedCode::NotFound, "stock_location", format!("no location of kind {kind} came here"))
        };
        Ok(found.ok_or_else(missing)?.0)
    }

    /// Every stock location on this phone.
    pub fn locations(&self) -> Result<Vec<(Id, StockLocationView)>, AppError> {
        let found: Vec<(Subject, StockLocationView)> =
            derived::views(&self.db, "word = 'stock_location' ORDER BY subject", &[])?;
        Ok(found.into_iter().map(|(subject, location)| (subject.id, location)).collect())
    }

    /// The parts of the catalogue that a typed or scanned text means: number, barcode or maker's number.
    pub fn parts_by_code(&self, code: &str) -> Result<Vec<(Id, Part)>, AppError> {
        let code = code.trim();
        let mut found: Vec<(Id, Part)> = self.records(Word::Part)?;
        found.retain(|(_, part)| {
            part.number.eq_ignore_ascii_case(code)
                || part.maker_number.eq_ignore_ascii_case(code)
                || part.barcodes.iter().any(|barcode| barcode == code)
        });
        Ok(found)
    }
}

/// What takes an issue out of transit into a van, with the quantities counted; all as issued where `counted` is `None`.
///
/// # Errors
/// [`RejectedCode::WrongShape`] where not every line was counted.
pub(crate) fn accepting(
    van: Id,
    issue: Id,
    lines: &[MovementLine],
    counted: Option<&[Quantity]>,
) -> Result<MovementFact, AppError> {
    if counted.is_some_and(|counted| counted.len() != lines.len()) {
        return Err(Rejected::because(RejectedCode::WrongShape, "counted", "one quantity for each line").into());
    }
    let quantity = |place: usize, line: &MovementLine| {
        counted.and_then(|counted| counted.get(place).copied()).unwrap_or(line.quantity)
    };
    let lines: Vec<MovementLine> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| MovementLine { from: line.to, to: van, quantity: quantity(place, line), ..line.clone() })
        .filter(|line| line.quantity.0 != 0)
        .collect();
    Ok(MovementFact { reason: MovementReason::Accept, lines, issue: Some(issue), ..MovementFact::default() })
}

/// Whether a text looks like parts that a colleague hands over.
pub(crate) fn is_hand_over(text: &str) -> bool {
    text.starts_with(HAND_OVER_PREFIX)
}

/// An issue that was scanned and believed.
struct Issue {
    fact: Fact,
    lines: Vec<MovementLine>,
    bytes: Vec<u8>,
    signature: Vec<u8>,
}
