//! What is taken off a shelf: out of which balances of the books a piece comes, whatever condition it is found in.
//!
//! A piece that the books hold as new and that turns out broken is still the piece that lies there as new. Debiting a
//! balance of broken ones, which nobody ever put there, would leave one too few of these and one too many of those.

use crate::{
    movement::{Condition, MovementLine},
    quantity::Quantity,
    stock::Balance,
};

/// The balances of one location while lines of one movement are taken out of them.
#[derive(Clone, Debug)]
pub struct Shelf {
    left: Vec<Balance>,
}

impl Shelf {
    pub fn of(balances: &[Balance]) -> Self {
        Self { left: balances.to_vec() }
    }

    /// The lines that take `line` off the shelf. `line.condition` is what the piece is found to be; each line debits a
    /// condition that the books hold, those as found first, then the better before the worse, and says in `found` where the
    /// piece is something else. What is in no balance is taken as found: never blocked, and a discrepancy for the stock
    /// keeper.
    pub fn take(&mut self, line: &MovementLine) -> Vec<MovementLine> {
        let said = line.condition;
        let mut order: Vec<Condition> = vec![said];
        order.extend(Condition::ALL.iter().copied().filter(|condition| *condition != said));
        let mut missing = line.quantity;
        let mut lines = Vec::new();
        for condition in order {
            let taken = self.take_of(line, condition, missing);
            if taken.0 > 0 {
                missing = missing.saturating_add(taken.negated());
                lines.push(booked(line, condition, taken));
            }
        }
        if missing.0 > 0 || lines.is_empty() {
            match lines.iter_mut().find(|booked| booked.condition == said) {
                Some(booked) => booked.quantity = booked.quantity.saturating_add(missing),
                None => lines.push(booked(line, said, missing)),
            }
        }
        lines
    }

    fn take_of(&mut self, line: &MovementLine, condition: Condition, wanted: Quantity) -> Quantity {
        let mut taken = Quantity::ZERO;
        for balance in &mut self.left {
            let is_it = (balance.part, balance.condition, &balance.serial, &balance.lot)
                == (line.part, condition, &line.serial, &line.lot);
            if is_it && balance.quantity.0 > 0 {
                let part = balance.quantity.min(wanted.saturating_add(taken.negated()));
                balance.quantity = balance.quantity.saturating_add(part.negated());
                taken = taken.saturating_add(part);
            }
        }
        taken
    }

    /// The same where nobody said anything about the condition: the better is taken first, and nothing is found otherwise.
    pub fn take_as_held(&mut self, line: &MovementLine) -> Vec<MovementLine> {
        let lines = self.take(&MovementLine { condition: Condition::New, ..line.clone() });
        lines.into_iter().map(|line| MovementLine { found: None, ..line }).collect()
    }
}

fn booked(line: &MovementLine, condition: Condition, quantity: Quantity) -> MovementLine {
    MovementLine { condition, quantity, found: (condition != line.condition).then_some(line.condition), ..line.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::id;
    use proptest::prelude::*;

    fn balance(condition: Condition, units: i64) -> Balance {
        Balance { part: id(90), condition, quantity: Quantity::units(units), ..Balance::default() }
    }

    fn line(condition: Condition, units: i64) -> MovementLine {
        MovementLine { part: id(90), quantity: Quantity::units(units), condition, ..MovementLine::default() }
    }

    fn taken(shelf: &mut Shelf, condition: Condition, units: i64) -> Vec<(Condition, Option<Condition>, i64)> {
        let lines = shelf.take(&line(condition, units));
        lines.into_iter().map(|line| (line.condition, line.found, line.quantity.0 / 1_000)).collect()
    }

    #[test]
    fn a_broken_piece_comes_out_of_the_balance_it_lies_in() {
        let mut shelf = Shelf::of(&[balance(Condition::New, 1)]);
        assert_eq!(taken(&mut shelf, Condition::Defective, 1), [(Condition::New, Some(Condition::Defective), 1)]);
    }

    #[test]
    fn what_is_there_as_found_goes_first_and_one_movement_takes_nothing_twice() {
        let mut shelf = Shelf::of(&[balance(Condition::New, 2), balance(Condition::Defective, 1)]);
        let both = [(Condition::Defective, None, 1), (Condition::New, Some(Condition::Defective), 1)];
        assert_eq!(taken(&mut shelf, Condition::Defective, 2), both);
        assert_eq!(taken(&mut shelf, Condition::New, 1), [(Condition::New, None, 1)]);
        assert_eq!(taken(&mut shelf, Condition::New, 1), [(Condition::New, None, 1)], "more than is there is as found");
    }

    #[test]
    fn another_serial_number_is_another_piece() {
        let mut shelf = Shelf::of(&[Balance { serial: Some("A".to_owned()), ..balance(Condition::New, 1) }]);
        let wanted = MovementLine { serial: Some("B".to_owned()), ..line(Condition::Defective, 1) };
        assert_eq!(shelf.take(&wanted)[0].condition, Condition::Defective);
        let wanted = MovementLine { serial: Some("A".to_owned()), ..line(Condition::Defective, 1) };
        assert_eq!(shelf.take(&wanted)[0].condition, Condition::New);
    }

    proptest! {
        /// All of it moves, and no balance goes below zero while another condition of the same thing has some left.
        #[test]
        fn nothing_goes_below_zero_beside_something_that_is_there(
            held in proptest::collection::vec(-2i64..5, 3), wanted in proptest::collection::vec((0usize..3, 1i64..5), 1..5),
        ) {
            let conditions = [Condition::New, Condition::GoodUsed, Condition::Defective];
            let mut left: Vec<i64> = held.clone();
            let balances: Vec<_> = conditions.iter().zip(&held).map(|(condition, units)| balance(*condition, *units)).collect();
            let mut shelf = Shelf::of(&balances);
            for (said, units) in wanted {
                let lines = taken(&mut shelf, conditions[said], units);
                prop_assert_eq!(lines.iter().map(|line| line.2).sum::<i64>(), units);
                let before = left.clone();
                for (condition, found, moved) in lines {
                    prop_assert_eq!(found.unwrap_or(condition), conditions[said]);
                    left[conditions.iter().position(|known| *known == condition).unwrap()] -= moved;
                }
                if left.iter().zip(&before).any(|(after, before)| *after < 0 && after < before) {
                    prop_assert!(left.iter().all(|units| *units <= 0));
                }
            }
        }
    }
}
