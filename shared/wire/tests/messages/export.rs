//! The export file.

use crate::sample;
use onsite_domain::id::Hash;
use onsite_wire::{
    Statement,
    export::{ExportError, ExportReader, ExportWriter, Section},
};
use std::io::Read as _;

fn photo() -> Vec<u8> {
    (0..200_000_u32).map(|n| n.to_le_bytes()[1]).collect()
}

fn file() -> Vec<u8> {
    let mut writer = ExportWriter::new(Vec::new(), &sample::export_header()).unwrap();
    writer.push(&sample::push()).unwrap();
    writer.blob(&Hash::of(&photo()), 200_000, photo().as_slice()).unwrap();
    writer.blob(&Hash::of(b""), 0, &b""[..]).unwrap();
    writer.push(&sample::push()).unwrap();
    writer.finish(&sample::phone_key()).unwrap()
}

/// Reads all of it; how many sections were whole.
fn read_through(bytes: &[u8]) -> (usize, Result<(), ExportError>) {
    let mut count = 0;
    let mut read = || {
        let mut reader = ExportReader::new(bytes)?;
        while reader.next_section()?.is_some() {
            count += 1;
        }
        Ok(())
    };
    let result = read();
    (count, result)
}

#[test]
fn everything_unsent_comes_back_from_the_file() {
    let file = file();
    let mut reader = ExportReader::new(file.as_slice()).unwrap();
    assert_eq!(reader.header(), &sample::export_header());
    assert!(matches!(reader.next_section().unwrap(), Some(Section::Push(push)) if *push == sample::push()));
    let Some(Section::Blob { hash, size_bytes: 200_000 }) = reader.next_section().unwrap() else { panic!() };
    let mut content = Vec::new();
    reader.read_to_end(&mut content).unwrap();
    assert_eq!((Hash::of(&content), content), (hash, photo()));
    let Some(Section::Blob { size_bytes: 0, .. }) = reader.next_section().unwrap() else { panic!() };
    assert!(matches!(reader.next_section().unwrap(), Some(Section::Push(_))));
    assert!(reader.trailer().is_none());
    assert!(reader.next_section().unwrap().is_none());
    assert!(reader.next_section().unwrap().is_none());
    let (hash, signature) = reader.trailer().unwrap();
    let statement = Statement::Export { server: sample::server(), hash: &hash };
    assert!(sample::phone_key().public().verify(&statement, &signature).is_ok());
}

#[test]
fn a_blob_that_nobody_reads_is_passed_over() {
    let (count, result) = read_through(&file());
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(count, 4);
}

#[test]
fn a_file_that_breaks_off_says_so_and_gives_what_was_whole() {
    let file = file();
    for end in (8..file.len()).step_by(997).chain(file.len() - 100..file.len()) {
        let (count, result) = read_through(&file[..end]);
        assert!(matches!(result, Err(ExportError::Truncated)), "{end}: {result:?}");
        assert_eq!(count == 4, end > file.len() - 105, "{end}");
    }
}

#[test]
fn a_damaged_file_is_found_out() {
    for place in (0..file().len()).step_by(1009) {
        let mut file = file();
        file[place] ^= 0x40;
        assert!(read_through(&file).1.is_err(), "{place}");
    }
    let mut longer = file();
    longer.push(0);
    assert!(matches!(read_through(&longer).1, Err(ExportError::Damaged)));
}

#[test]
fn sections_of_a_newer_version_are_passed_over() {
    let mut file = Vec::new();
    let whole = self::file();
    // After magic and header section.
    let header_end = 8 + 9 + usize::try_from(u64::from_be_bytes(whole[9..17].try_into().unwrap())).unwrap();
    file.extend_from_slice(&whole[..header_end]);
    file.extend_from_slice(&[77, 0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
    file.extend_from_slice(&whole[header_end..]);
    // The trailer's hash no longer fits, everything before it reads.
    let (count, result) = read_through(&file);
    assert_eq!(count, 4);
    assert!(matches!(result, Err(ExportError::Damaged)));
}

#[test]
fn something_else_is_not_an_export_file() {
    for bytes in [&b""[..], b"PK\x03\x04", b"ONSITE", b"SQLite format 3\0"] {
        assert!(matches!(ExportReader::new(bytes), Err(ExportError::NotAnExport)));
    }
    assert!(matches!(ExportReader::new(&b"ONSITEX2........."[..]), Err(ExportError::Newer)));
    let mut huge = b"ONSITEX1".to_vec();
    huge.extend([1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(ExportReader::new(huge.as_slice()), Err(ExportError::TooLarge)));
}

#[test]
fn a_blob_of_another_size_than_announced_stops_the_writer() {
    for size_bytes in [199_999, 200_001] {
        let mut writer = ExportWriter::new(Vec::new(), &sample::export_header()).unwrap();
        assert!(writer.blob(&Hash::of(&photo()), size_bytes, photo().as_slice()).is_err());
    }
}
