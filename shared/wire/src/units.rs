//! Units in columns. Numbers of one meaning stand together, stamps as differences, and a column in which nothing happens
//! is left out: 320 edits cost little more than what they cannot do without.

use crate::{
    keys::Signature,
    limit,
    push::{FactPart, Unit, UnitRun},
};
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};
use onsite_domain::Stamp;

#[derive(Default, Encode, Decode)]
#[cbor(map)]
struct Columns {
    /// Of the wall clock, against the unit before (the first against 0).
    #[cbor(n(0), with = "differences")]
    wall_deltas: Vec<i64>,
    /// How much the time since boot advanced more than the wall clock did. Left out where it never did after the first.
    #[n(1)]
    first_since_boot_ms: u64,
    #[cbor(n(2), with = "differences", skip_if = "Vec::is_empty")]
    drifts: Vec<i64>,
    /// Where the boot changes: at which unit, to what.
    #[cbor(n(3), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    boots: Vec<BootChange>,
    /// How many runs each unit has. Left out where each has one.
    #[cbor(n(4), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    run_counts: Vec<u32>,
    /// Which runs, unit after unit.
    #[cbor(n(5), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::COLUMN_MAX }>")]
    runs: Vec<u32>,
    /// How many changes of each. Left out where it is one of each.
    #[cbor(n(6), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::COLUMN_MAX }>")]
    change_counts: Vec<u32>,
    #[cbor(n(7), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::COLUMN_MAX }>")]
    facts: Vec<FactRow>,
    /// The facts' signatures together: they do not compress, and do not break up what does.
    #[cbor(n(8), with = "crate::binary::many", skip_if = "Vec::is_empty")]
    fact_signatures: Vec<Signature>,
    /// The kinds of intents, and for each unit 0 for none or the kind's place from 1. Left out where no unit has one.
    #[cbor(n(9), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, 1000>")]
    intent_kinds: Vec<String>,
    #[cbor(n(10), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    intents: Vec<u32>,
    /// Which units somebody signed over.
    #[cbor(n(11), skip_if = "Vec::is_empty", decode_with = "limit::vec::<Ctx, _, { limit::PUSH_UNITS_MAX }>")]
    signed: Vec<u32>,
}

#[derive(Encode, Decode)]
struct BootChange {
    #[n(0)]
    unit: u32,
    #[n(1)]
    boot: u64,
}

#[derive(Encode, Decode)]
struct FactRow {
    /// How many units after the one of the fact before.
    #[n(0)]
    unit_delta: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    bytes: Vec<u8>,
}

pub(crate) fn encode<Ctx, W: Write>(
    units: &[Unit],
    e: &mut Encoder<W>,
    ctx: &mut Ctx,
) -> Result<(), EncodeError<W::Error>> {
    columns_of(units).encode(e, ctx)
}

pub(crate) fn decode<'b, Ctx>(d: &mut Decoder<'b>, ctx: &mut Ctx) -> Result<Vec<Unit>, DecodeError> {
    let at = d.position();
    units_of(Columns::decode(d, ctx)?).ok_or_else(|| DecodeError::message("columns of units that do not fit").at(at))
}

fn columns_of(units: &[Unit]) -> Columns {
    let mut columns =
        Columns { first_since_boot_ms: units.first().map_or(0, |unit| unit.stamp.since_boot_ms), ..Columns::default() };
    let mut before = Stamp { since_boot_ms: columns.first_since_boot_ms, ..Stamp::default() };
    let mut last_fact_unit = 0;
    for (index, unit) in units.iter().enumerate() {
        let (index, stamp) = (to_u32(index), unit.stamp);
        let wall_delta = stamp.wall_ms.wrapping_sub(before.wall_ms);
        let since_delta = stamp.since_boot_ms.wrapping_sub(before.since_boot_ms).cast_signed();
        columns.wall_deltas.push(wall_delta);
        // The first unit's wall delta is a date; its drift says nothing, `first_since_boot_ms` does.
        columns.drifts.push(if index == 0 { 0 } else { since_delta.wrapping_sub(wall_delta) });
        if stamp.boot != before.boot {
            columns.boots.push(BootChange { unit: index, boot: stamp.boot });
        }
        before = stamp;
        if unit.is_signed {
            columns.signed.push(index);
        }
        columns.run_counts.push(to_u32(unit.runs.len()));
        for run in &unit.runs {
            columns.runs.push(run.run);
            columns.change_counts.push(run.change_count);
        }
        for fact in &unit.facts {
            let unit_delta = index.saturating_sub(std::mem::replace(&mut last_fact_unit, index));
            columns.facts.push(FactRow { unit_delta, bytes: fact.bytes.clone() });
            columns.fact_signatures.push(fact.signature);
        }
        let intent = unit.intent.as_ref().map_or(0, |kind| {
            let known = columns.intent_kinds.iter().position(|known| known == kind);
            let place = known.unwrap_or_else(|| {
                columns.intent_kinds.push(kind.clone());
                columns.intent_kinds.len().saturating_sub(1)
            });
            to_u32(place).saturating_add(1)
        });
        columns.intents.push(intent);
    }
    clear_if_all(&mut columns.drifts, 0);
    clear_if_all(&mut columns.run_counts, 1);
    clear_if_all(&mut columns.change_counts, 1);
    clear_if_all(&mut columns.intents, 0);
    columns
}

fn units_of(columns: Columns) -> Option<Vec<Unit>> {
    let count = columns.wall_deltas.len();
    let drifts = filled(columns.drifts, count, 0)?;
    let run_counts = filled(columns.run_counts, count, 1)?;
    let change_counts = filled(columns.change_counts, columns.runs.len(), 1)?;
    let intents = filled(columns.intents, count, 0)?;
    let mut boots = columns.boots.into_iter().peekable();
    let mut runs = columns.runs.into_iter().zip(change_counts);
    let mut before = Stamp { since_boot_ms: columns.first_since_boot_ms, ..Stamp::default() };
    let mut units = Vec::with_capacity(count);
    let rows = columns.wall_deltas.into_iter().zip(drifts).zip(run_counts).zip(intents);
    for (index, (((wall_delta, drift), run_count), intent)) in rows.enumerate() {
        let since_delta = if index == 0 { 0 } else { wall_delta.wrapping_add(drift) };
        let stamp = Stamp {
            wall_ms: before.wall_ms.wrapping_add(wall_delta),
            boot: boots.next_if(|change| change.unit == to_u32(index)).map_or(before.boot, |change| change.boot),
            since_boot_ms: before.since_boot_ms.wrapping_add(since_delta.cast_unsigned()),
        };
        before = stamp;
        let mut unit = Unit { stamp, ..Unit::default() };
        for _ in 0..run_count {
            let (run, change_count) = runs.next()?;
            unit.runs.push(UnitRun { run, change_count });
        }
        if let Some(place) = intent.checked_sub(1) {
            unit.intent = Some(columns.intent_kinds.get(usize::try_from(place).ok()?)?.clone());
        }
        units.push(unit);
    }
    if runs.next().is_some() || boots.next().is_some() || columns.facts.len() != columns.fact_signatures.len() {
        return None;
    }
    for index in columns.signed {
        units.get_mut(usize::try_from(index).ok()?)?.is_signed = true;
    }
    let mut index = 0_usize;
    for (row, signature) in columns.facts.into_iter().zip(columns.fact_signatures) {
        index = index.checked_add(usize::try_from(row.unit_delta).ok()?)?;
        units.get_mut(index)?.facts.push(FactPart { bytes: row.bytes, signature });
    }
    Some(units)
}

fn clear_if_all<T: PartialEq>(column: &mut Vec<T>, usual: T) {
    if column.iter().all(|value| *value == usual) {
        column.clear();
    }
}

/// A column that was left out, as it would have been; `None` if it has another length than the others.
fn filled<T: Clone>(column: Vec<T>, count: usize, usual: T) -> Option<Vec<T>> {
    match column.len() {
        0 => Some(vec![usual; count]),
        len => (len == count).then_some(column),
    }
}

/// Columns are bounded far below this.
fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Differences as one byte string: small ones of either sign are small numbers (0, −1, 1, −2, ...), seven bits a byte, the
/// lowest first, the high bit says that more follows. 320 irregular times pack into 720 bytes, as an array of CBOR
/// integers into 830.
mod differences {
    use super::*;

    pub(super) fn encode<Ctx, W: Write>(
        values: &[i64],
        e: &mut Encoder<W>,
        _: &mut Ctx,
    ) -> Result<(), EncodeError<W::Error>> {
        let mut bytes = Vec::with_capacity(values.len().saturating_mul(3));
        for value in values {
            let mut left = ((value << 1) ^ (value >> 63)).cast_unsigned();
            loop {
                let [low, ..] = (left & 0x7f).to_le_bytes();
                left >>= 7;
                if left == 0 {
                    bytes.push(low);
                    break;
                }
                bytes.push(low | 0x80);
            }
        }
        e.bytes(&bytes)?.ok()
    }

    pub(super) fn decode<'b, Ctx>(d: &mut Decoder<'b>, _: &mut Ctx) -> Result<Vec<i64>, DecodeError> {
        let at = d.position();
        let error = || DecodeError::message("a column of differences that cannot be read").at(at);
        let (mut values, mut value, mut shift) = (Vec::new(), 0_u64, 0_u32);
        for byte in d.bytes()? {
            let bits = u64::from(byte & 0x7f);
            let shifted = bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits).ok_or_else(error)?;
            value |= shifted;
            if byte & 0x80 != 0 {
                shift = shift.saturating_add(7);
                continue;
            }
            values.push((value >> 1).cast_signed() ^ (value & 1).cast_signed().wrapping_neg());
            if values.len() > limit::PUSH_UNITS_MAX {
                return Err(error());
            }
            (value, shift) = (0, 0);
        }
        if shift == 0 { Ok(values) } else { Err(error()) }
    }
}
