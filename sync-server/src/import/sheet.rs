//! The first sheet of a spreadsheet file as the CSV that an import takes.

use crate::ServerError;
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use onsite_domain::{Rejected, RejectedCode};
use std::io::Cursor;

const COLUMNS_MAX: usize = 200;
/// Bytes of all texts.
const TEXT_BYTES_MAX: usize = 32 << 20;
/// What a file may unpack to: a few MiB can say gigabytes.
const UNPACKED_BYTES_MAX: u64 = 128 << 20;

/// CSV as it came, or made of an XLSX file. At most `rows_max` lines below the heading.
///
/// # Errors
/// [`RejectedCode::WrongShape`] for a file that cannot be read, [`RejectedCode::TooLarge`] for one that is too long.
pub(crate) fn as_csv(bytes: &[u8], rows_max: usize) -> Result<Vec<u8>, ServerError> {
    let too_many = || {
        let detail = format!("at most {rows_max} rows at once");
        ServerError::from(Rejected::because(RejectedCode::TooLarge, "body", detail))
    };
    if !bytes.starts_with(b"PK\x03\x04") {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        return if lines > rows_max.saturating_add(1) { Err(too_many()) } else { Ok(bytes.to_vec()) };
    }
    let unreadable = || {
        let detail = "a spreadsheet file (xlsx) that can be read";
        ServerError::from(Rejected::because(RejectedCode::WrongShape, "body", detail))
    };
    if unpacked_bytes(bytes).is_none_or(|size_bytes| size_bytes > UNPACKED_BYTES_MAX) {
        return Err(unreadable());
    }
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheet = workbook.worksheet_range_at(0).and_then(Result::ok).ok_or_else(unreadable)?;
    let (height, width) = sheet.get_size();
    if height > rows_max.saturating_add(1) || width > COLUMNS_MAX {
        return Err(too_many());
    }
    let broken = |e: csv::Error| ServerError::broken(format!("csv: {e}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut size_bytes = 0_usize;
    for row in sheet.rows() {
        let cells: Vec<String> = row.iter().map(text).collect();
        size_bytes = size_bytes.saturating_add(cells.iter().map(String::len).sum());
        if size_bytes > TEXT_BYTES_MAX {
            return Err(too_many());
        }
        writer.write_record(&cells).map_err(broken)?;
    }
    writer.into_inner().map_err(|e| ServerError::broken(format!("csv: {e}")))
}

/// A cell as somebody would have typed it.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        // Whole numbers are numbers without a point.
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(is_true) => is_true.to_string(),
        Data::DateTime(at) => date(at.as_f64()),
    }
}

/// A day, or a day with its time, from what a spreadsheet counts: days since the end of 1899.
fn date(days: f64) -> String {
    const DAY_S: f64 = 86_400.0;
    let origin = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    let seconds = (days * DAY_S).round();
    if !seconds.is_finite() || seconds.abs() > 3_000_000.0 * DAY_S {
        return String::new();
    }
    #[allow(clippy::cast_possible_truncation, reason = "a whole number of seconds within ten thousand years")]
    let span = jiff::SignedDuration::from_secs(seconds as i64);
    match origin.checked_add(span) {
        Ok(at) if at.time() == jiff::civil::Time::midnight() => at.date().to_string(),
        Ok(at) => at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Err(_) => String::new(),
    }
}

/// What the directory at the end of a ZIP file says its entries unpack to; `None` where there is none to read.
fn unpacked_bytes(bytes: &[u8]) -> Option<u64> {
    let number = |at: usize, length: usize| -> Option<u64> {
        let field = bytes.get(at..at.checked_add(length)?)?;
        Some(field.iter().rev().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)))
    };
    let place = |at: usize, length: usize| number(at, length).and_then(|number| usize::try_from(number).ok());
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = place(end.checked_add(10)?, 2)?;
    let mut at = place(end.checked_add(16)?, 4)?;
    let mut total = 0_u64;
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let of_entry = |offset: usize, length: usize| number(at.checked_add(offset)?, length);
        total = total.saturating_add(of_entry(24, 4)?);
        let lengths = [28, 30, 32].into_iter().map(|offset| place(at.checked_add(offset)?, 2));
        let length = lengths.sum::<Option<usize>>()?;
        at = at.checked_add(46)?.checked_add(length)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(workbook.add_worksheet());
        workbook.save_to_buffer().unwrap()
    }

    #[test]
    fn a_sheet_says_what_somebody_would_have_typed() {
        let bytes = workbook(|sheet| {
            sheet.write_string(0, 0, "number").unwrap();
            sheet.write_string(0, 1, "name_zh").unwrap();
            sheet.write_number(1, 0, 42).unwrap();
            sheet.write_string(1, 1, "上海, \"示例\"医院").unwrap();
            sheet.write_number(2, 0, 1.5).unwrap();
            sheet.write_boolean(2, 1, true).unwrap();
        });
        let csv = String::from_utf8(as_csv(&bytes, 10).unwrap()).unwrap();
        assert_eq!(csv, "number,name_zh\n42,\"上海, \"\"示例\"\"医院\"\n1.5,true\n");
        assert!(as_csv(&bytes, 1).is_err(), "too many rows");
    }

    #[test]
    fn days_are_days_and_times_have_a_time() {
        assert_eq!(date(46_349.0), "2026-11-23");
        assert_eq!(date(46_349.5), "2026-11-23T12:00:00");
        assert_eq!((date(f64::NAN), date(1e300)), (String::new(), String::new()));
    }

    #[test]
    fn what_is_no_spreadsheet_or_says_too_much_is_refused() {
        for bytes in [b"PK\x03\x04".to_vec(), b"PK\x03\x04 and nothing else PK\x05\x06".to_vec()] {
            assert!(matches!(as_csv(&bytes, 10), Err(ServerError::Rejected(_))));
        }
        let mut bytes = workbook(|sheet| {
            sheet.write_string(0, 0, "number").unwrap();
        });
        let entry = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(as_csv(&bytes, 10), Err(ServerError::Rejected(_))));
        for cut in (0..bytes.len()).step_by(97) {
            let _ = as_csv(&bytes[..cut], 10);
        }
    }
}
