//! A stock location has more movements every day; none of the parts that travel carries them all.

use crate::workshop::{LI, WANG, Workshop};
use onsite_domain::{
    Id, Quantity, Subject, Word,
    command::Command,
    movement::{self, MovementFact, MovementReason},
    stock::StockLocationView,
};
use onsite_server::ServerStore;
use onsite_store::derived;
use onsite_tests::sim::{
    company::{PARTS, SUPPLIER, WAREHOUSE, as_keeper, engineer, line, new_fact},
    office::set_disabled,
};

/// More than one row of the feed brings, and than one part of a relay.
const MOVEMENTS: i64 = 300;

fn receive(workshop: &Workshop) {
    let all = |store: &mut ServerStore| {
        for _ in 0..MOVEMENTS {
            let lines = vec![line(PARTS[0], 1, SUPPLIER, WAREHOUSE)];
            let body = MovementFact { reason: MovementReason::Adjust, lines, ..MovementFact::default() };
            let fact = new_fact(store.ports().new_id(), movement::subjects(&body), &body);
            as_keeper(store, Command::new("adjust").fact(fact))?;
        }
        Ok(())
    };
    workshop.server.office(all).unwrap();
}

fn held(view: &StockLocationView) -> Quantity {
    let of_part = view.balances.iter().filter(|balance| balance.part == PARTS[0]);
    of_part.fold(Quantity::default(), |sum, balance| sum.saturating_add(balance.quantity))
}

impl Workshop {
    fn at_server(&self, location: Id) -> Quantity {
        let subject = Subject::new(Word::StockLocation, location);
        let view = self.server.office(move |store| Ok(derived::view_as(store.database(), subject)?));
        held(&view.unwrap().unwrap())
    }

    fn on_phone_of(&self, engineer: usize, location: Id) -> Quantity {
        held(&self.phones[engineer].app.as_ref().unwrap().stock_location(location).unwrap())
    }
}

#[test]
fn a_location_that_enters_with_many_movements_comes_in_pieces_and_whole() {
    let mut workshop = Workshop::open();
    let user = engineer(LI);
    workshop.sync(LI);
    set_disabled(&workshop.server, user, Some(true)).unwrap();
    workshop.sync(LI);
    receive(&workshop);
    set_disabled(&workshop.server, user, Some(false)).unwrap();
    workshop.sync(LI);
    let wanted = Quantity::units(1_000 + MOVEMENTS);
    assert_eq!((workshop.at_server(WAREHOUSE), workshop.on_phone_of(LI, WAREHOUSE)), (wanted, wanted));
    workshop.verify();
}

#[test]
fn what_a_restored_server_lost_of_such_a_location_comes_back_in_several_parts() {
    let mut workshop = Workshop::open();
    let yesterday = workshop.server.disk.snapshot();
    receive(&workshop);
    workshop.sync(WANG);
    let wanted = Quantity::units(1_000 + MOVEMENTS);
    assert_eq!(workshop.on_phone_of(WANG, WAREHOUSE), wanted);
    workshop.server.kill();
    workshop.server.disk.restore(&yesterday);
    workshop.server.start().unwrap();
    assert_eq!(workshop.at_server(WAREHOUSE), Quantity::units(1_000));
    workshop.sync(WANG);
    assert_eq!(workshop.at_server(WAREHOUSE), wanted);
    workshop.verify();
}
