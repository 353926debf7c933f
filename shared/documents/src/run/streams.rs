//! The streams of a batch: like goes with like.

use super::RunError;
use crate::leb::{Reader, write_length};

/// The streams that every batch has; the streams of values follow them.
#[derive(Default)]
pub(crate) struct Streams<T> {
    /// Per run: number of changes, first sequence number, first operation number.
    pub(crate) runs: T,
    /// Per change: a byte saying what is not as expected.
    pub(crate) flags: T,
    /// Per change: seconds since the change before, in the whole batch.
    pub(crate) times: T,
    /// Where flagged: the numbers, dependencies and counts that are not as expected.
    pub(crate) unexpected: T,
    /// Dependencies that cannot be named shorter.
    pub(crate) hashes: T,
    /// Per operation: the number of its template.
    pub(crate) templates: T,
    /// The templates, in the order of their first use.
    pub(crate) definitions: T,
    /// The names in them.
    pub(crate) names: T,
    /// Actors that not everybody knows.
    pub(crate) actors: T,
    /// Per entry: the milliseconds of its id after the change's second.
    pub(crate) id_times: T,
    /// Per entry: the random part of its id.
    pub(crate) id_randoms: T,
    /// Where the template says so: what the operation replaces.
    pub(crate) replaced: T,
    /// Skeletons of JSON texts.
    pub(crate) skeletons: T,
    /// Changes as they are, with their lengths.
    pub(crate) plain: T,
}

const FIXED: usize = 14;
/// More than any honest batch has: its templates and the leaves of its entries.
const STREAMS_MAX: usize = 65_536;

impl Streams<Vec<u8>> {
    /// The batch after its version: number of streams, their lengths, the streams.
    pub(crate) fn finish(self, version: u8, values: Vec<Vec<u8>>) -> Vec<u8> {
        let fixed: [Vec<u8>; FIXED] = [
            self.runs,
            self.flags,
            self.times,
            self.unexpected,
            self.hashes,
            self.templates,
            self.definitions,
            self.names,
            self.actors,
            self.id_times,
            self.id_randoms,
            self.replaced,
            self.skeletons,
            self.plain,
        ];
        let streams: Vec<Vec<u8>> = fixed.into_iter().chain(values).collect();
        let mut out = vec![version];
        write_length(&mut out, streams.len());
        streams.iter().for_each(|stream| write_length(&mut out, stream.len()));
        streams.iter().for_each(|stream| out.extend_from_slice(stream));
        out
    }
}

impl<'a> Streams<Reader<'a>> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<(Self, Vec<Reader<'a>>), RunError> {
        let mut reader = Reader::new(bytes);
        let count = reader.count(STREAMS_MAX)?;
        let mut lengths = Vec::new();
        for _ in 0..count {
            lengths.push(reader.count(bytes.len())?);
        }
        let mut streams = Vec::with_capacity(count);
        for length in lengths {
            streams.push(Reader::new(reader.take(length)?));
        }
        let (fixed, values) = streams.split_first_chunk::<FIXED>().ok_or(RunError::Contradiction)?;
        let [
            runs,
            flags,
            times,
            unexpected,
            hashes,
            templates,
            definitions,
            names,
            actors,
            id_times,
            id_randoms,
            replaced,
            skeletons,
            plain,
        ] = *fixed;
        let fixed = Self {
            runs,
            flags,
            times,
            unexpected,
            hashes,
            templates,
            definitions,
            names,
            actors,
            id_times,
            id_randoms,
            replaced,
            skeletons,
            plain,
        };
        if reader.is_empty() { Ok((fixed, values.to_vec())) } else { Err(RunError::Contradiction) }
    }
}
