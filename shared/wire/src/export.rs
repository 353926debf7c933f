//! The export file: everything a field device has not sent, for the day when it never will. The server imports it as if
//! it had been pushed.
//!
//! ```text
//! magic      8 bytes  "ONSITEX1"
//! sections   kind u8, length u64 big endian, content
//!   1  header: CBOR (first)
//!   2  push: a packed Push
//!   3  blob: SHA-256 (32 bytes), then the blob's bytes
//!   255  trailer: SHA-256 over everything before this section (32 bytes), signature over it (64 bytes); nothing follows
//! ```
//!
//! Sections of kinds that are not known are passed over. What stands before a cut can still be read: every run and fact
//! has a signature of its own.

use crate::{
    binary::{self, Binary as _},
    codec::{self, DecodeError, Message},
    keys::{ServerId, Signature, SigningKey},
    limit,
    push::Push,
    statement::Statement,
    sync,
    trust::CertificateChain,
};
use minicbor::{Decode, Encode};
use onsite_domain::{Id, Stamp, id::Hash};
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write};

const MAGIC: &[u8; 8] = b"ONSITEX1";
const HEADER: u8 = 1;
const PUSH: u8 = 2;
const BLOB: u8 = 3;
const TRAILER: u8 = 255;
const TRAILER_BYTES: u64 = 96;
const HEADER_BYTES_MAX: u64 = 1 << 20;

/// Whose work it is.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct ExportHeader {
    #[n(0)]
    pub server: ServerId,
    #[cbor(n(1), with = "binary::one")]
    pub field_device: Id,
    /// Of every user of this field device.
    #[cbor(n(2), decode_with = "limit::vec::<Ctx, _, 1000>")]
    pub certificates: Vec<CertificateChain>,
    #[n(3)]
    pub app_version: String,
    #[n(4)]
    pub schema: u32,
    #[cbor(n(5), with = "sync::stamp")]
    pub stamp: Stamp,
}

impl Message for Push {
    const SIZE_BYTES_MAX: usize = limit::REQUEST_BYTES_MAX;
}

/// Writes an export file from front to back.
pub struct ExportWriter<W: Write> {
    to: W,
    sha: Sha256,
    server: ServerId,
}

impl<W: Write> ExportWriter<W> {
    pub fn new(to: W, header: &ExportHeader) -> std::io::Result<Self> {
        let mut writer = Self { to, sha: Sha256::new(), server: header.server };
        writer.put(MAGIC)?;
        writer.section(HEADER, &codec::encode(header))?;
        Ok(writer)
    }

    pub fn push(&mut self, push: &Push) -> std::io::Result<()> {
        self.section(PUSH, &push.to_wire())
    }

    /// Copies a blob of exactly `size_bytes`; another number is an error, and the file is not to be used.
    pub fn blob(&mut self, hash: &Hash, size_bytes: u64, content: impl Read) -> std::io::Result<()> {
        self.put(&[BLOB])?;
        self.put(&size_bytes.saturating_add(32).to_be_bytes())?;
        self.put(&hash.0)?;
        // One byte more than announced is asked for, to notice a blob that is longer.
        let mut content = content.take(size_bytes.saturating_add(1));
        let mut buffer = vec![0; 64 << 10];
        let mut copied = 0_u64;
        loop {
            let count = content.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
            copied = copied.saturating_add(length(bytes));
            self.put(bytes)?;
        }
        match copied == size_bytes {
            true => Ok(()),
            false => Err(std::io::Error::other("a blob has another size than announced")),
        }
    }

    /// Ends the file with its hash, signed by the field device.
    pub fn finish(mut self, key: &SigningKey) -> std::io::Result<W> {
        let hash = Hash(self.sha.clone().finalize().into());
        let signature = key.sign(&Statement::Export { server: self.server, hash: &hash });
        let mut trailer = hash.0.to_vec();
        trailer.extend_from_slice(&signature.0);
        self.section(TRAILER, &trailer)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn section(&mut self, kind: u8, content: &[u8]) -> std::io::Result<()> {
        self.put(&[kind])?;
        self.put(&length(content).to_be_bytes())?;
        self.put(content)
    }

    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.sha.update(bytes);
        self.to.write_all(bytes)
    }
}

/// Reads an export file from front to back, without holding a blob in memory.
pub struct ExportReader<R: Read> {
    from: R,
    sha: Sha256,
    header: ExportHeader,
    /// What is left of the blob that was handed out last.
    blob_left: u64,
    trailer: Option<(Hash, Signature)>,
}

/// What comes next in the file.
#[derive(Debug)]
pub enum Section {
    Push(Box<Push>),
    /// Its bytes are read from the reader (`std::io::Read`) until it says 0; what is left unread is passed over.
    Blob {
        hash: Hash,
        size_bytes: u64,
    },
}

impl<R: Read> ExportReader<R> {
    pub fn new(from: R) -> Result<Self, ExportError> {
        let mut source = Source { from, sha: Sha256::new() };
        let mut magic = [0; 8];
        source.fill(&mut magic).map_err(|_| ExportError::NotAnExport)?;
        if magic.get(..7) != MAGIC.get(..7) {
            return Err(ExportError::NotAnExport);
        }
        if magic != *MAGIC {
            return Err(ExportError::Newer);
        }
        let (kind, size_bytes) = source.section()?;
        if kind != HEADER {
            return Err(ExportError::Damaged);
        }
        let header = codec::decode(&source.content(size_bytes, HEADER_BYTES_MAX)?, limit::REQUEST_BYTES_MAX)?;
        Ok(Self { from: source.from, sha: source.sha, header, blob_left: 0, trailer: None })
    }

    pub fn header(&self) -> &ExportHeader {
        &self.header
    }

    /// The next push or blob, or `None` at the end, once the file's hash was found right. A file that breaks off gives
    /// [`ExportError::Truncated`] after everything that is whole.
    pub fn next_section(&mut self) -> Result<Option<Section>, ExportError> {
        let mut rest = vec![0; 64 << 10];
        while self.blob_left > 0 {
            if self.read(&mut rest)? == 0 {
                return Err(ExportError::Truncated);
            }
        }
        while self.trailer.is_none() {
            let hash = Hash(self.sha.clone().finalize().into());
            let mut source = Source { from: &mut self.from, sha: &mut self.sha };
            let (kind, size_bytes) = source.section()?;
            match kind {
                PUSH => {
                    let size_bytes_max = u64::try_from(limit::REQUEST_BYTES_MAX).unwrap_or(u64::MAX);
                    let push = Push::from_wire(&source.content(size_bytes, size_bytes_max)?)?;
                    push.check().map_err(|_| ExportError::Damaged)?;
                    return Ok(Some(Section::Push(Box::new(push))));
                }
                BLOB => {
                    let size_bytes = size_bytes.checked_sub(32).ok_or(ExportError::Damaged)?;
                    if size_bytes > crate::blob::SIZE_BYTES_MAX {
                        return Err(ExportError::TooLarge);
                    }
                    let mut blob = Hash::default();
                    source.fill(&mut blob.0)?;
                    self.blob_left = size_bytes;
                    return Ok(Some(Section::Blob { hash: blob, size_bytes }));
                }
                TRAILER => {
                    let trailer = source.content(size_bytes, TRAILER_BYTES)?;
                    let (stated, signature) = trailer.split_first_chunk::<32>().ok_or(ExportError::Damaged)?;
                    let signature = Signature::from_binary(signature).ok_or(ExportError::Damaged)?;
                    if *stated != hash.0 || self.from.read(&mut [0])? != 0 {
                        return Err(ExportError::Damaged);
                    }
                    self.trailer = Some((hash, signature));
                }
                _ => source.pass_over(size_bytes)?,
            }
        }
        Ok(None)
    }

    /// The hash of the file and the signature over it, after the end was reached: to be verified with the key in one of
    /// the header's certificates ([`Statement::Export`]).
    pub fn trailer(&self) -> Option<(Hash, Signature)> {
        self.trailer
    }
}

/// Reads the blob that [`ExportReader::next_section`] announced.
impl<R: Read> Read for ExportReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let wanted = usize::try_from(self.blob_left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..wanted).unwrap_or_default();
        let count = self.from.read(buffer)?;
        if count == 0 && wanted > 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let bytes = buffer.get(..count).unwrap_or_default();
        self.sha.update(bytes);
        self.blob_left = self.blob_left.saturating_sub(length(bytes));
        Ok(count)
    }
}

/// A reader that hashes what it reads.
struct Source<R, S> {
    from: R,
    sha: S,
}

impl<R: Read, S: std::borrow::BorrowMut<Sha256>> Source<R, S> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ExportError> {
        self.from.read_exact(bytes)?;
        self.sha.borrow_mut().update(bytes);
        Ok(())
    }

    fn section(&mut self) -> Result<(u8, u64), ExportError> {
        let mut head = [0; 9];
        self.fill(&mut head)?;
        let [kind, size_bytes @ ..] = head;
        Ok((kind, u64::from_be_bytes(size_bytes)))
    }

    fn content(&mut self, size_bytes: u64, size_bytes_max: u64) -> Result<Vec<u8>, ExportError> {
        if size_bytes > size_bytes_max {
            return Err(ExportError::TooLarge);
        }
        let mut content = Vec::new();
        (&mut self.from).take(size_bytes).read_to_end(&mut content)?;
        self.sha.borrow_mut().update(&content);
        match length(&content) == size_bytes {
            true => Ok(content),
            false => Err(ExportError::Truncated),
        }
    }

    fn pass_over(&mut self, size_bytes: u64) -> Result<(), ExportError> {
        let mut left = size_bytes;
        let mut buffer = vec![0; 64 << 10];
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            self.fill(buffer.get_mut(..wanted).unwrap_or_default())?;
            left = left.saturating_sub(u64::try_from(wanted).unwrap_or(u64::MAX));
        }
        Ok(())
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("this is not an export file")]
    NotAnExport,
    #[error("this export file was written by a newer version")]
    Newer,
    #[error("the export file breaks off; what came before is usable")]
    Truncated,
    #[error("the export file is damaged")]
    Damaged,
    #[error("a part of the export file is larger than allowed")]
    TooLarge,
    #[error("a part of the export file cannot be read: {0}")]
    Decode(#[from] DecodeError),
    #[error("reading the export file failed: {0}")]
    Io(std::io::Error),
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Io(error),
        }
    }
}
