//! Custody of stock across a restore of the server: one part in a warehouse, one van, two phones that hold it one after the
//! other, a stock keeper, one backup that the server goes back to. No part may be given out twice: the books must not say that
//! it is on the shelf when somebody has it.
//!
//! Who holds the van changes before the backup or after the restore. A change between the two is lost with the server's disk,
//! and so is an enrolment; whom the van was given to is then not among those who must be heard.
//!
//! Facts are real, and so is who may state them (`policy::check_fact`), what a location holds by them (`project`), who holds a
//! van (`stock::is_held_by`) and when a phone counts as heard (`Contact::has_said_all`). What a keeper at a shelf and an
//! engineer at a van do by their own eyes is the model's.

use onsite_domain::{
    Author, Id, Quantity, Stamp, Subject, Word,
    attention::AttentionKind,
    custody::{self, CustodyFact},
    fact::{Fact, StoredFact},
    fact_kind::{self, FactBody},
    id::Hash,
    movement::{self, Condition, MovementFact, MovementLine, MovementReason},
    policy::{self, Rights, State, Verdict},
    project,
    record::Record,
    stock::{self, StockLocationView},
    user::Role,
    view::Sources,
};
use onsite_server::{Contact, RelayStanding};
use serde_json::{Value, json};
use stateright::{Checker as _, Model, Property};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const COMPANY: u64 = 1;
const KEEPER: u64 = 2;
const PART: u64 = 3;
const SUPPLIER: u64 = 10;
const WAREHOUSE: u64 = 11;
const TRANSIT: u64 = 12;
const VAN: u64 = 13;
const CUSTOMER: u64 = 14;
const LOCATIONS: [(u64, &str); 5] =
    [(SUPPLIER, "supplier"), (WAREHOUSE, "warehouse"), (TRANSIT, "in_transit"), (VAN, "van"), (CUSTOMER, "customer")];
const ISSUES_MAX: u8 = 2;
const CUSTODIES_MAX: u32 = 2;

fn id(number: u64) -> Id {
    Id::from_parts(number, u128::from(number))
}

const fn phone_of(phone: usize) -> u64 {
    if phone == 0 { 20 } else { 21 }
}

/// What somebody stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Stated {
    Received,
    Custody { epoch: u32, holder: usize },
    Issue { number: u8 },
    Accept { issue: u8, phone: usize, epoch: u32 },
    Use { phone: usize, epoch: u32 },
}

impl Stated {
    fn author(self) -> Author {
        match self {
            Self::Accept { phone, .. } | Self::Use { phone, .. } => {
                Author::FieldDevice { field_device: id(phone_of(phone)), user: id(phone_of(phone) + 10) }
            }
            _ => Author::Console { user: id(KEEPER) },
        }
    }

    /// Tells it from all others, and rises in the order in which things can happen.
    fn number(self) -> u64 {
        let (kind, more) = match self {
            Self::Received => (0, 0),
            Self::Custody { epoch, holder } => (1, u64::from(epoch) * 10 + phone_of(holder)),
            Self::Issue { number } => (2, u64::from(number)),
            Self::Accept { issue, phone, epoch } => {
                (3, u64::from(issue) * 1_000 + phone_of(phone) * 10 + u64::from(epoch))
            }
            Self::Use { phone, epoch } => (4, phone_of(phone) * 10 + u64::from(epoch)),
        };
        100_000 + kind * 10_000 + more
    }

    fn issue_id(number: u8) -> Id {
        id(Self::Issue { number }.number())
    }

    fn stored(self, is_in_review: bool) -> StoredFact {
        let moved = |reason, from, to| MovementFact {
            reason,
            lines: vec![MovementLine {
                part: id(PART),
                quantity: Quantity::units(1),
                from: id(from),
                to: id(to),
                condition: Condition::New,
                ..MovementLine::default()
            }],
            ..MovementFact::default()
        };
        let of_movement = |body: MovementFact| (MovementFact::KIND, movement::subjects(&body), fact_kind::body(&body));
        let (kind, subjects, body) = match self {
            Self::Received => of_movement(moved(MovementReason::Receive, SUPPLIER, WAREHOUSE)),
            Self::Custody { epoch, holder } => {
                let field_device = Some(id(phone_of(holder)));
                let user = Some(id(phone_of(holder) + 10));
                let body = CustodyFact { field_device, user, epoch, reason: None };
                (CustodyFact::KIND, custody::subjects(id(VAN), field_device), fact_kind::body(&body))
            }
            Self::Issue { .. } => of_movement(MovementFact {
                destination: Some(id(VAN)),
                ..moved(MovementReason::Issue, WAREHOUSE, TRANSIT)
            }),
            Self::Accept { issue, epoch, .. } => of_movement(MovementFact {
                issue: Some(Self::issue_id(issue)),
                custody_epoch: Some(epoch),
                ..moved(MovementReason::Accept, TRANSIT, VAN)
            }),
            Self::Use { epoch, .. } => {
                of_movement(MovementFact { custody_epoch: Some(epoch), ..moved(MovementReason::Use, VAN, CUSTOMER) })
            }
        };
        let number = self.number();
        let at = Stamp { wall_ms: i64::try_from(number).unwrap_or(0), ..Stamp::default() };
        let fact = Fact { id: id(number), kind: kind.to_owned(), author: self.author(), at, subjects, body };
        let bytes = fact.to_bytes();
        StoredFact { hash: Hash::of(&bytes), fact, bytes, signature: Vec::new(), received: None, is_in_review }
    }
}

/// What a place knows: each with whether it is kept for review.
type Known = BTreeMap<Stated, bool>;

fn view_of(location: u64, kind: &str, known: &Known) -> (Value, bool) {
    let subject = Subject::new(Word::StockLocation, id(location));
    let record = Record {
        word: Word::StockLocation,
        id: id(location),
        epoch: 1,
        version: 1,
        at_ms: 0,
        is_removed: false,
        body: json!({ "kind": kind, "organisation": id(COMPANY) }),
    };
    let facts: Vec<StoredFact> = known
        .iter()
        .map(|(stated, review)| stated.stored(*review))
        .filter(|stored| stored.fact.subjects.contains(&subject))
        .collect();
    let sources = Sources { subject, record: Some(&record), document: None, facts: &facts };
    let projection = project::project(&sources);
    let is_told = projection.attention.iter().any(|item| item.kind == AttentionKind::StockDiscrepancy);
    let view = projection.view.expect("a location has a view");
    (serde_json::from_str(&view).expect("a view is JSON"), is_told)
}

/// What is read of what a place knows.
#[derive(Clone)]
struct Read {
    state: State,
    van: StockLocationView,
    held: BTreeMap<u64, i64>,
    /// Somebody is asked to look at what the van holds.
    is_told: bool,
}

thread_local! {
    static READ: RefCell<HashMap<Known, Read>> = RefCell::new(HashMap::new());
}

/// The same facts say the same: each set of them is read once.
fn read(known: &Known) -> Read {
    READ.with_borrow_mut(|all| {
        if let Some(read) = all.get(known) {
            return read.clone();
        }
        let read: Vec<(u64, (Value, bool))> =
            LOCATIONS.iter().map(|(place, kind)| (*place, view_of(*place, kind, known))).collect();
        let is_told = read.iter().any(|(place, (_, is_told))| *place == VAN && *is_told);
        let views: Vec<(u64, Value)> = read.into_iter().map(|(place, (view, _))| (place, view)).collect();
        let mut held = BTreeMap::new();
        let mut state = State::new();
        for (place, view) in &views {
            let view_read: StockLocationView = serde_json::from_value(view.clone()).expect("a location");
            held.insert(*place, view_read.balances.iter().map(|balance| balance.quantity.0 / 1_000).sum());
            state.insert(Subject::new(Word::StockLocation, id(*place)), view.clone().into());
        }
        state.insert(Subject::new(Word::Organisation, id(COMPANY)), json!({ "kind": "company" }).into());
        for phone in 0..2 {
            let of_house = json!({ "organisation": id(COMPANY) });
            state.insert(Subject::new(Word::FieldDevice, id(phone_of(phone))), of_house.clone().into());
            state.insert(Subject::new(Word::User, id(phone_of(phone) + 10)), of_house.into());
        }
        let van = views.iter().find(|(place, _)| *place == VAN).map(|(_, view)| view.clone()).unwrap_or_default();
        let read = Read { state, van: serde_json::from_value(van).expect("a van"), held, is_told };
        all.insert(known.clone(), read.clone());
        read
    })
}

/// Where a phone stands with a server that was restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// It knows of no restore.
    Standing,
    /// It was told to begin anew.
    ToldToBegin,
    /// It told what it holds, and was asked for what was lost.
    AskedForLost,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Phone {
    known: Known,
    /// Stated and not yet told to the server.
    waiting: Vec<Stated>,
    /// Of the server, as it last heard.
    epoch: u32,
    stage: Stage,
    relay: RelayStanding,
}

/// Where the one part really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    OnTheShelf,
    /// Packed for an issue that nobody has accepted; a keeper whose books lost it puts it back.
    InParcel(u8),
    Taken,
    /// The books said that it was on the shelf, and it was not.
    GivenOutTwice,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    server: Known,
    epoch: u32,
    is_frozen: bool,
    /// By phone: the epoch in which it was heard.
    heard: [u32; 2],
    backup: Option<Known>,
    is_restored: bool,
    held_at_restore: Option<usize>,
    issued: u8,
    part: Part,
    phones: [Phone; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Issue,
    GiveCustody(usize),
    BackUp,
    Restore,
    Release,
    Contact(usize),
    Accept(usize, u8),
    Use(usize),
}

/// A mistake that somebody could make in the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    NoFreeze,
    /// Whoever made contact counts as heard.
    HeardAtFirstContact,
    /// Whoever held a van when the server was restored, and holds it no more, is not waited for.
    OnlyHolderHeard,
    /// The server does not ask who holds the van, and in which epoch.
    AnybodyDebits,
}

struct Stock {
    mistake: Option<Mistake>,
}

impl Stock {
    fn has(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    fn rights(&self, author: Author, world: &World) -> Rights {
        let van = read(&world.server).van.custody;
        let field_device = author.field_device();
        let holds = field_device.is_some() && van.field_device == field_device;
        let role = if field_device.is_some() { Role::Engineer } else { Role::StockKeeper };
        Rights {
            author,
            organisation: id(COMPANY),
            roles: BTreeSet::from([role]),
            skills: BTreeSet::new(),
            held: holds.then(|| (id(VAN), van.epoch)).into_iter().collect(),
            suspended: BTreeSet::new(),
            in_scope: BTreeSet::new(),
            was_in_scope: BTreeSet::new(),
            is_issuing_frozen: world.is_frozen && !self.has(Mistake::NoFreeze),
        }
    }

    /// What the server makes of a fact that comes in.
    fn judged(&self, stated: Stated, world: &World) -> Option<Verdict> {
        let stored = stated.stored(false);
        let mut rights = self.rights(stated.author(), world);
        if let (true, Stated::Use { epoch, .. }) = (self.has(Mistake::AnybodyDebits), stated) {
            rights.held.insert(id(VAN), epoch);
        }
        policy::check_fact(&rights, &stored.fact, &read(&world.server).state).ok()
    }

    fn state_at_desk(&self, world: &mut World, stated: Stated) -> bool {
        let is_accepted = self.judged(stated, world) == Some(Verdict::Accept);
        if is_accepted {
            world.server.insert(stated, false);
        }
        is_accepted
    }

    /// Whether a phone may debit the van by what it knows itself, and in which epoch.
    fn held_by(phone: &Phone, place: usize) -> Option<u32> {
        let van = read(&phone.known).van;
        let author = Stated::Use { phone: place, epoch: 0 }.author();
        stock::is_held_by(&van, &author, van.custody.epoch).then_some(van.custody.epoch)
    }

    fn contact(&self, world: &mut World, place: usize) {
        let Some(mut phone) = world.phones.get(place).cloned() else { return };
        let is_standing = phone.epoch == world.epoch || phone.stage != Stage::Standing;
        if !is_standing {
            // Its cursor is of a feed that is no more.
            phone.stage = Stage::ToldToBegin;
            phone.relay = RelayStanding::Asked;
        } else {
            if phone.stage == Stage::AskedForLost {
                for (stated, review) in phone.known.iter().filter(|(stated, _)| !phone.waiting.contains(stated)) {
                    world.server.entry(*stated).or_insert(*review);
                }
                phone.relay = RelayStanding::Done;
                phone.stage = Stage::Standing;
            } else if phone.stage == Stage::ToldToBegin {
                let is_lacking = phone
                    .known
                    .keys()
                    .any(|stated| !phone.waiting.contains(stated) && !world.server.contains_key(stated));
                phone.stage = if is_lacking { Stage::AskedForLost } else { Stage::Standing };
                if !is_lacking {
                    phone.relay = RelayStanding::Done;
                }
            }
            phone.epoch = world.epoch;
            if phone.stage == Stage::Standing {
                for stated in std::mem::take(&mut phone.waiting) {
                    match self.judged(stated, world) {
                        Some(verdict) => drop(world.server.insert(stated, verdict != Verdict::Accept)),
                        None => drop(phone.known.remove(&stated)),
                    }
                }
                phone.known.extend(world.server.iter().map(|(stated, review)| (*stated, *review)));
            }
        }
        let contact = Contact { is_standing, has_more_units: !phone.waiting.is_empty(), relay: phone.relay };
        if let Some(heard) =
            world.heard.get_mut(place).filter(|_| contact.has_said_all() || self.has(Mistake::HeardAtFirstContact))
        {
            *heard = world.epoch;
        }
        world.phones.iter_mut().skip(place).take(1).for_each(|held| *held = phone.clone());
    }
}

impl Model for Stock {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        let server: Known =
            [(Stated::Received, false), (Stated::Custody { epoch: 1, holder: 0 }, false)].into_iter().collect();
        let phone = Phone {
            known: server.clone(),
            waiting: Vec::new(),
            epoch: 1,
            stage: Stage::Standing,
            relay: RelayStanding::NotAsked,
        };
        vec![World {
            server,
            epoch: 1,
            is_frozen: false,
            heard: [1, 1],
            backup: None,
            is_restored: false,
            held_at_restore: None,
            issued: 0,
            part: Part::OnTheShelf,
            phones: [phone.clone(), phone],
        }]
    }

    fn actions(&self, world: &World, acts: &mut Vec<Act>) {
        acts.extend([Act::BackUp, Act::Restore, Act::Release, Act::Issue]);
        for phone in 0..2 {
            acts.extend([Act::GiveCustody(phone), Act::Contact(phone), Act::Use(phone)]);
            acts.extend((0..world.issued).map(|issue| Act::Accept(phone, issue)));
        }
    }

    fn next_state(&self, before: &World, act: Act) -> Option<World> {
        let mut world = before.clone();
        let at_server = read(&world.server);
        match act {
            Act::Issue => {
                let is_on_the_shelf = at_server.held.get(&WAREHOUSE).is_some_and(|units| *units > 0);
                let may = is_on_the_shelf && world.issued < ISSUES_MAX;
                let number = world.issued;
                if !may || !self.state_at_desk(&mut world, Stated::Issue { number }) {
                    return None;
                }
                world.issued += 1;
                world.part = if world.part == Part::Taken { Part::GivenOutTwice } else { Part::InParcel(number) };
            }
            Act::GiveCustody(holder) if world.backup.is_none() => {
                let epoch = at_server.van.custody.epoch + 1;
                let is_other = at_server.van.custody.field_device != Some(id(phone_of(holder)));
                if !is_other
                    || epoch > CUSTODIES_MAX
                    || !self.state_at_desk(&mut world, Stated::Custody { epoch, holder })
                {
                    return None;
                }
            }
            Act::BackUp if world.backup.is_none() && !world.is_restored => world.backup = Some(world.server.clone()),
            Act::Restore if !world.is_restored => {
                world.server = world.backup.take()?;
                world.epoch += 1;
                world.is_frozen = true;
                world.is_restored = true;
                let holder = read(&world.server).van.custody.field_device;
                world.held_at_restore = (0..2).find(|phone| holder == Some(id(phone_of(*phone))));
            }
            Act::Release if world.is_frozen => {
                // As `vans_heard` says: whoever holds the van, and whoever held it when the server was restored.
                let holder = at_server.van.custody.field_device;
                let must = |phone: usize| {
                    let held_then = world.held_at_restore == Some(phone) && !self.has(Mistake::OnlyHolderHeard);
                    held_then || holder == Some(id(phone_of(phone)))
                };
                let mut asked = (0..2).filter(|phone| must(*phone));
                if !asked.all(|phone| world.heard.get(phone) == Some(&world.epoch)) {
                    return None;
                }
                world.is_frozen = false;
            }
            Act::Contact(phone) => self.contact(&mut world, phone),
            Act::Accept(place, issue) => {
                let phone = world.phones.get_mut(place)?;
                let is_open = phone.known.contains_key(&Stated::Issue { number: issue })
                    && !phone
                        .known
                        .keys()
                        .any(|stated| matches!(stated, Stated::Accept { issue: held, .. } if *held == issue));
                let is_here = world.part == Part::InParcel(issue);
                let epoch = Self::held_by(phone, place).filter(|_| is_open && is_here)?;
                world.part = Part::Taken;
                let stated = Stated::Accept { issue, phone: place, epoch };
                phone.known.insert(stated, false);
                phone.waiting.push(stated);
            }
            Act::Use(place) => {
                let phone = world.phones.get_mut(place)?;
                let has_one = read(&phone.known).held.get(&VAN).is_some_and(|units| *units > 0);
                let epoch = Self::held_by(phone, place).filter(|_| has_one)?;
                let stated = Stated::Use { phone: place, epoch };
                if phone.known.contains_key(&stated) {
                    return None;
                }
                phone.known.insert(stated, false);
                phone.waiting.push(stated);
            }
            Act::BackUp | Act::Restore | Act::Release | Act::GiveCustody(_) => return None,
        }
        (world != *before).then_some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no part is given out twice", |_, world: &World| world.part != Part::GivenOutTwice),
            // What a restored server lost may have been used since, and come back.
            Property::always("no van is below zero", |_, world: &World| {
                world.is_restored || read(&world.server).held.get(&VAN).is_none_or(|units| *units >= 0)
            }),
            Property::always("a van below zero is told of", |_, world: &World| {
                let read = read(&world.server);
                read.is_told || read.held.get(&VAN).is_none_or(|units| *units >= 0)
            }),
            Property::sometimes("what a restored server lost comes back", |_, world: &World| {
                world.is_restored
                    && !world.is_frozen
                    && world.server.keys().any(|stated| matches!(stated, Stated::Use { .. }))
            }),
        ]
    }
}

#[test]
fn no_part_is_given_out_twice_whatever_happens_in_whatever_order() {
    let checker = Stock { mistake: None }.checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    println!("{} states", checker.unique_state_count());
    assert!(
        checker.unique_state_count() > 1_000,
        "{} states are a smaller world than this one",
        checker.unique_state_count()
    );
}

#[test]
fn the_model_sees_each_mistake_that_is_put_into_it() {
    for (mistake, broken) in [
        (Mistake::NoFreeze, "no part is given out twice"),
        (Mistake::HeardAtFirstContact, "no part is given out twice"),
        (Mistake::OnlyHolderHeard, "no part is given out twice"),
        (Mistake::AnybodyDebits, "no van is below zero"),
    ] {
        let checker = Stock { mistake: Some(mistake) }.checker().threads(2).spawn_bfs().join();
        assert!(checker.discovery(broken).is_some(), "{mistake:?} is not seen");
    }
}
