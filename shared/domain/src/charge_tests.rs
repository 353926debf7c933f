use super::*;
use crate::{
    cover::{Cover, PartsCover},
    expense::ExpenseKind,
    money::Money,
};
use proptest::prelude::*;

const FILTER: Id = Id::from_parts(1, 1);
const TUBE: Id = Id::from_parts(1, 2);
const CLEANING: Id = Id::from_parts(1, 3);

fn price_list() -> PriceList {
    PriceList {
        name: Text::new("标准价目", "Standard"),
        currency: "CNY".into(),
        tax: BasisPoints(1_300),
        service_items: BTreeMap::from([(CLEANING, Price { minor: 20_000, tax: Some(BasisPoints(600)) })]),
        parts: BTreeMap::from([(FILTER, Price { minor: 3_333, tax: None })]),
        hours: BTreeMap::from([
            (TimeKind::Work, HourRate { minor_per_hour: 30_000, step_minutes: 15, minutes_min: 30, tax: None }),
            (TimeKind::Travel, HourRate { minor_per_hour: 10_000, ..Default::default() }),
        ]),
        per_km: Some(Price { minor: 150, tax: None }),
        call_out: Some(Price { minor: 5_000, tax: None }),
        ..Default::default()
    }
}

struct Shop {
    list: PriceList,
    service_items: BTreeMap<Id, ServiceItem>,
    parts: BTreeMap<Id, Part>,
}

impl Shop {
    fn new() -> Self {
        let cleaning = ServiceItem { name: Text::new("清洗", "Cleaning"), unit: "pcs".into(), ..Default::default() };
        let part =
            |name: &str, price| Part { name: Text::same(name), base_unit: "pcs".into(), price, ..Default::default() };
        let tube = part("tube", Some(Money { minor: 100_001, currency: "CNY".into() }));
        Self {
            list: price_list(),
            service_items: BTreeMap::from([(CLEANING, cleaning)]),
            parts: BTreeMap::from([(FILTER, part("filter", None)), (TUBE, tube)]),
        }
    }

    fn quote(&self, work: &Work, decision: CoverDecision) -> Result<Quote, Rejected> {
        let catalogue = Catalogue { price_list: &self.list, service_items: &self.service_items, parts: &self.parts };
        let quote = quote(work, &catalogue, decision)?;
        assert_eq!(quote.validate(), Ok(()));
        Ok(quote)
    }
}

fn customer() -> CoverDecision {
    CoverDecision { payer: Payer::Customer, ..Default::default() }
}

fn item(id: Id, quantity: Quantity) -> ChargedItem {
    ChargedItem { id, quantity, unit_minor: None }
}

#[test]
fn a_days_work_adds_up_with_its_tax() {
    let work = Work {
        service_items: vec![item(CLEANING, Quantity::units(1))],
        time_ms: BTreeMap::from([
            (TimeKind::Work, 61 * MINUTE_MS + 1),
            (TimeKind::Travel, 20 * MINUTE_MS),
            (TimeKind::Break, 30 * MINUTE_MS),
        ]),
        distance_m: 12_345,
        has_call_out: true,
        parts: vec![item(FILTER, Quantity(1_500)), item(TUBE, Quantity::units(1))],
        others: vec![OtherCharge { label: "脚手架".into(), minor: 1_000, tax: Some(BasisPoints(0)) }],
        passed_on: vec![parking("CNY")],
    };
    let quote = Shop::new().quote(&work, customer()).unwrap();
    let lines: Vec<String> = quote
        .lines
        .iter()
        .map(|line| {
            let ChargeLine { label, quantity, unit, net_minor, tax_minor, total_minor, .. } = line;
            format!("{}: {quantity} {unit}, {net_minor} + {tax_minor} = {total_minor}", label.en)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "Cleaning: 1 pcs, 20000 + 1200 = 21200",
            "Travel time: 20 min, 3333 + 433 = 3766",
            "Labour: 75 min, 37500 + 4875 = 42375",
            "Distance: 12.345 km, 1852 + 241 = 2093",
            "Call-out: 1 pcs, 5000 + 650 = 5650",
            "filter: 1.5 pcs, 5000 + 650 = 5650",
            "tube: 1 pcs, 100001 + 13000 = 113001",
            "脚手架: 1 pcs, 1000 + 0 = 1000",
            "Parking: hospital: 1 pcs, 800 + 0 = 800",
        ]
    );
    assert_eq!((quote.net_minor, quote.tax_minor, quote.total_minor), (174_486, 21_049, 195_535));
}

fn parking(currency: &str) -> Expense {
    Expense {
        kind: ExpenseKind::Parking,
        amount: Some(Money { minor: 800, currency: currency.to_owned() }),
        note: Some(" hospital ".to_owned()),
        ..Expense::default()
    }
}

#[test]
fn what_was_paid_in_another_currency_is_not_passed_on_by_itself() {
    let work = Work { passed_on: vec![parking("EUR")], ..Default::default() };
    let refused = Shop::new().quote(&work, customer()).unwrap_err();
    assert_eq!((refused.code, refused.path.as_str()), (RejectedCode::WrongShape, "passed_on[0].amount.currency"));
}

#[test]
fn a_contract_pays_what_it_covers_and_the_customer_the_rest() {
    let cover = Cover { labour: true, parts: PartsCover::AllButListed, listed_parts: vec![TUBE], ..Default::default() };
    let decision = CoverDecision { payer: Payer::Contract, cover, ..Default::default() };
    let work = Work {
        time_ms: BTreeMap::from([(TimeKind::Work, MINUTE_MS), (TimeKind::Travel, MINUTE_MS)]),
        parts: vec![item(FILTER, Quantity::units(1)), item(TUBE, Quantity::units(1))],
        ..Default::default()
    };
    let quote = Shop::new().quote(&work, decision).unwrap();
    let payers: Vec<Payer> = quote.lines.iter().map(|line| line.payer).collect();
    assert_eq!(payers, [Payer::Customer, Payer::Contract, Payer::Contract, Payer::Customer]);
    // Half an hour at least, and one filter.
    assert_eq!(quote.covered_minor, 15_000 + 1_950 + 3_333 + 433);
    assert_eq!(quote.total_minor, 167 + 22 + 113_001);
}

#[test]
fn prices_that_hold_the_tax_already_are_split_and_not_raised() {
    let mut shop = Shop::new();
    shop.list.is_tax_included = true;
    let work = Work { has_call_out: true, parts: vec![item(TUBE, Quantity::units(1))], ..Default::default() };
    let quote = shop.quote(&work, customer()).unwrap();
    let [call_out, tube] = quote.lines.as_slice() else { panic!() };
    assert_eq!((call_out.net_minor, call_out.tax_minor, call_out.total_minor), (4_425, 575, 5_000));
    assert_eq!(tube.total_minor, 113_001);
}

#[test]
fn what_the_customer_pays_needs_a_price_and_one_may_be_agreed() {
    let mut shop = Shop::new();
    shop.list.parts.clear();
    let mut work = Work { parts: vec![item(FILTER, Quantity::units(1))], ..Default::default() };
    assert_eq!(shop.quote(&work, customer()).map_err(|e| e.path), Err("parts[0].unit_minor".to_owned()));
    let warranty = CoverDecision { payer: Payer::Warranty, cover: Cover::everything(), ..Default::default() };
    assert_eq!(shop.quote(&work, warranty).map(|quote| quote.total_minor), Ok(0));
    work.parts[0].unit_minor = Some(1_000);
    assert_eq!(shop.quote(&work, customer()).map(|quote| quote.total_minor), Ok(1_130));
    work.parts[0].quantity = Quantity(-1);
    assert_eq!(shop.quote(&work, customer()).map_err(|e| e.code), Err(RejectedCode::OutOfRange));
    work.parts[0].quantity = Quantity::units(1_000_000_000);
    work.parts[0].unit_minor = Some(limits::MINOR_MAX);
    assert_eq!(shop.quote(&work, customer()).map_err(|e| e.code), Err(RejectedCode::OutOfRange));
}

#[test]
fn a_quote_whose_sums_were_changed_is_refused() {
    let work = Work { has_call_out: true, ..Default::default() };
    let quote = Shop::new().quote(&work, customer()).unwrap();
    let cheaper = Quote { total_minor: 1, ..quote.clone() };
    assert_eq!(cheaper.validate().map_err(|e| e.path), Err("total_minor".to_owned()));
    let mut quote = quote;
    quote.lines[0].tax_minor = 0;
    assert_eq!(quote.validate().map_err(|e| e.path), Err("lines[0].total_minor".to_owned()));
}

proptest! {
    #[test]
    fn net_and_tax_always_make_the_total(
        minor in 0..limits::MINOR_MAX, thousandths in 1_i64..1_000_000, tax in 0_u32..10_000, included: bool,
    ) {
        let mut shop = Shop::new();
        shop.list.call_out = None;
        shop.list.is_tax_included = included;
        shop.list.tax = BasisPoints(tax);
        let mut filter = item(FILTER, Quantity(thousandths));
        filter.unit_minor = Some(minor);
        let quote = shop.quote(&Work { parts: vec![filter], ..Default::default() }, customer()).unwrap();
        prop_assert_eq!(quote.net_minor + quote.tax_minor, quote.total_minor);
        prop_assert!(quote.tax_minor >= 0 && quote.tax_minor <= quote.total_minor);
    }
}
