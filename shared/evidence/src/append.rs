//! Writing behind a PDF: an update in the sense of ISO 32000-1, 7.5.6, which leaves every byte before it as it is.

use crate::Placed;
use crate::slot::{NUMBER_WIDTH, SLOT_BYTES, SLOT_WIDTH, Slot, rfind};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat, dictionary};
use onsite_report::SignatureBox;
use std::time::Duration;

/// What an update brings.
pub(crate) struct Addition<'a> {
    /// Of the form field, once in a file.
    pub(crate) field: &'a str,
    /// How the seal is shown; not at all where missing.
    pub(crate) seal: Option<&'a Placed<'a>>,
    /// A mark beside it.
    pub(crate) mark: Option<&'a Placed<'a>>,
    pub(crate) files: &'a [File<'a>],
    pub(crate) own: Own<'a>,
    /// Who seals, for readers of PDF.
    pub(crate) name: &'a str,
    pub(crate) at_ms: i64,
}

/// What readers of our own find in the dictionary of the seal.
#[derive(Clone, Copy)]
pub(crate) enum Own<'a> {
    /// Where this attached file stands: its first byte, and how many.
    Record(&'a [u8]),
    /// How long the file was before.
    Sealed,
}

pub(crate) const RECORD: &str = "OnsiteRecord";
pub(crate) const SEALED: &str = "OnsiteSealed";

/// An attached file.
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    pub(crate) media_type: &'a str,
    pub(crate) describes: &'a str,
    pub(crate) bytes: &'a [u8],
}

/// The file with the update behind it and its empty slot.
pub(crate) fn append(file: &[u8], addition: &Addition<'_>) -> lopdf::Result<(Vec<u8>, Slot)> {
    let previous = Document::load_mem(file)?;
    let mut update = Update(IncrementalDocument::create_from(file.to_vec(), previous));
    update.attach(addition.files)?;
    let seal = update.0.new_document.add_object(seal_dictionary(addition, file.len()));
    if let Some(mark) = addition.mark {
        let stamp = dictionary! { "Type" => "Annot", "Subtype" => "Stamp", "Contents" => written(mark.words) };
        update.annotate(stamp, Some(mark), "Annot")?;
    }
    update.field(addition, seal)?;
    let mut bytes = Vec::with_capacity(file.len() + SLOT_WIDTH + 64 * 1024);
    update.0.save_to(&mut bytes)?;
    // So that whatever is written behind begins on a line of its own.
    bytes.push(b'\n');
    let slot = close(&mut bytes, file.len(), addition.own).ok_or_else(|| broken("the update has no slot"))?;
    Ok((bytes, slot))
}

/// Writes into the update where its slot and its record are.
fn close(bytes: &mut [u8], from: usize, own: Own<'_>) -> Option<Slot> {
    let mut empty = vec![b'0'; SLOT_WIDTH];
    (*empty.first_mut()?, *empty.last_mut()?) = (b'<', b'>');
    let start = from + rfind(bytes.get(from..)?, &empty)?;
    let slot = Slot { at: start..start + SLOT_WIDTH };
    let rest = bytes.len().checked_sub(slot.at.end)?;
    let text = format!("0 {:>NUMBER_WIDTH$} {:>NUMBER_WIDTH$} {rest:>NUMBER_WIDTH$}", slot.at.start, slot.at.end);
    put(bytes, "ByteRange", &text)?;
    if let Own::Record(record) = own {
        let at = from + rfind(bytes.get(from..)?, record)?;
        put(bytes, RECORD, &format!("{at:>NUMBER_WIDTH$} {:>NUMBER_WIDTH$}", record.len()))?;
    }
    Some(slot)
}

/// Puts numbers in the place of those that were as wide.
fn put(bytes: &mut [u8], key: &str, numbers: &str) -> Option<()> {
    let key = format!("/{key}[");
    let at = rfind(bytes, key.as_bytes())? + key.len();
    let place = bytes.get_mut(at..=at + numbers.len())?;
    let (last, place) = place.split_last_mut()?;
    if *last != b']' {
        return None;
    }
    place.copy_from_slice(numbers.as_bytes());
    Some(())
}

/// As wide as any number that takes its place.
const PLACEHOLDER: i64 = 9_999_999_999;

fn seal_dictionary(addition: &Addition<'_>, size_bytes: usize) -> Dictionary {
    let number = || Object::Integer(PLACEHOLDER);
    let mut seal = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => vec![Object::Integer(0), number(), number(), number()],
        "Contents" => Object::String(vec![0; SLOT_BYTES], StringFormat::Hexadecimal),
    };
    match addition.own {
        Own::Record(_) => seal.set(RECORD, vec![number(), number()]),
        Own::Sealed => seal.set(SEALED, vec![Object::Integer(i64::try_from(size_bytes).unwrap_or(i64::MAX))]),
    }
    seal.set("Name", written(addition.name));
    if let Some(date) = date(addition.at_ms) {
        seal.set("M", Object::string_literal(date));
    }
    seal
}

struct Update(IncrementalDocument);

impl Update {
    /// A dictionary of the file as it is now, to be changed.
    fn open(&mut self, id: ObjectId) -> lopdf::Result<&mut Dictionary> {
        self.0.opt_clone_object_to_new_document(id)?;
        self.0.new_document.get_object_mut(id)?.as_dict_mut()
    }

    fn catalog(&self) -> lopdf::Result<ObjectId> {
        self.0.get_prev_documents().trailer.get(b"Root")?.as_reference()
    }

    /// What `key` of a dictionary leads to: a copy where it stands in place, else what the reference is of.
    fn value_of(&mut self, id: ObjectId, key: &[u8]) -> lopdf::Result<Option<Object>> {
        let Ok(value) = self.open(id)?.get(key).cloned() else { return Ok(None) };
        Ok(Some(match value {
            Object::Reference(to) => {
                let fresh =
                    self.0.new_document.get_object(to).or_else(|_| self.0.get_prev_documents().get_object(to))?;
                fresh.clone()
            }
            value => value,
        }))
    }

    fn list_of(&mut self, id: ObjectId, key: &[u8]) -> lopdf::Result<Vec<Object>> {
        Ok(self.value_of(id, key)?.map(|value| value.as_array().cloned()).transpose()?.unwrap_or_default())
    }

    fn dictionary_of(&mut self, id: ObjectId, key: &[u8]) -> lopdf::Result<Dictionary> {
        Ok(self.value_of(id, key)?.map(|value| value.as_dict().cloned()).transpose()?.unwrap_or_default())
    }

    /// Files that belong to the whole document (ISO 32000-2, 14.13; PDF/A-3 wants their relation).
    fn attach(&mut self, files: &[File<'_>]) -> lopdf::Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let catalog = self.catalog()?;
        let mut names = self.dictionary_of(catalog, b"Names")?;
        let mut tree = match names.get(b"EmbeddedFiles") {
            Ok(Object::Reference(id)) => self.open(*id)?.clone(),
            Ok(value) => value.as_dict()?.clone(),
            Err(_) => Dictionary::new(),
        };
        let listed = tree.get(b"Names").and_then(Object::as_array).cloned().unwrap_or_default();
        if tree.has(b"Kids") {
            return Err(broken("the attachments stand in a tree"));
        }
        let mut pairs: Vec<(Vec<u8>, Object)> = Vec::new();
        for pair in listed.chunks(2) {
            if let [name, file] = pair {
                pairs.push((name.as_str()?.to_vec(), file.clone()));
            }
        }
        let mut associated = self.list_of(catalog, b"AF")?;
        for file in files {
            let id = self.attached(file);
            associated.push(Object::Reference(id));
            pairs.push((file.name.as_bytes().to_vec(), Object::Reference(id)));
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let pairs = pairs.into_iter().flat_map(|(name, file)| [Object::string_literal(name), file]);
        tree.set("Names", Object::Array(pairs.collect()));
        names.set("EmbeddedFiles", tree);
        let catalog = self.open(catalog)?;
        catalog.set("Names", names);
        catalog.set("AF", associated);
        Ok(())
    }

    fn attached(&mut self, file: &File<'_>) -> ObjectId {
        let document = &mut self.0.new_document;
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let parameters = dictionary! { "Size" => size };
        let stream = dictionary! { "Type" => "EmbeddedFile", "Subtype" => file.media_type, "Params" => parameters };
        let stream = document.add_object(Stream::new(stream, file.bytes.to_vec()).with_compression(false));
        document.add_object(dictionary! {
            "Type" => "Filespec",
            "F" => Object::string_literal(file.name),
            "UF" => Object::string_literal(file.name),
            "EF" => dictionary! { "F" => stream, "UF" => stream },
            "AFRelationship" => "Data",
            "Desc" => Object::string_literal(file.describes),
        })
    }

    /// The form field that holds the seal.
    fn field(&mut self, addition: &Addition<'_>, seal: ObjectId) -> lopdf::Result<()> {
        let widget = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => Object::string_literal(addition.field),
            "TU" => written(addition.seal.map_or(addition.name, |seal| seal.words)),
            "V" => seal,
        };
        let widget = self.annotate(widget, addition.seal, "Form")?;
        let catalog = self.catalog()?;
        let mut form = self.dictionary_of(catalog, b"AcroForm")?;
        let mut fields = form.get(b"Fields").and_then(Object::as_array).cloned().unwrap_or_default();
        fields.push(Object::Reference(widget));
        form.set("Fields", fields);
        // Signatures exist, and whatever is written later is written behind.
        form.set("SigFlags", 3);
        self.open(catalog)?.set("AcroForm", form);
        Ok(())
    }

    /// Something on a page that is not part of its content. Without a place it stands beside the first, where nobody sees it
    /// and nothing has to be read aloud: readers take it for a signature behind a sealed file and not for a change of it.
    fn annotate(&mut self, mut it: Dictionary, placed: Option<&Placed<'_>>, role: &str) -> lopdf::Result<ObjectId> {
        let page = placed.map_or(0, |placed| placed.place.page);
        let page = u32::try_from(page).ok().and_then(|page| page.checked_add(1));
        let pages = self.0.get_prev_documents().get_pages();
        let page = page.and_then(|page| pages.get(&page).copied()).ok_or_else(|| broken("the mark is on no page"))?;
        it.set("P", page);
        // Printed, and not to be moved or changed.
        it.set("F", 4 | 64 | 128);
        it.set("Rect", vec![Object::Integer(-1); 4]);
        if let Some(Placed { place, pdf, .. }) = placed {
            let corners = [place.left, place.bottom, place.left + place.width, place.bottom + place.height];
            it.set("Rect", corners.map(|side| Object::Real(single(side))).to_vec());
            let form = self.form(pdf, place)?;
            it.set("AP", dictionary! { "N" => form });
        }
        let id = self.0.new_document.add_object(it);
        let mut annotations = self.list_of(page, b"Annots")?;
        annotations.push(Object::Reference(id));
        self.open(page)?.set("Annots", annotations);
        if let Some(placed) = placed {
            self.tag(page, id, role, placed.words)?;
        }
        Ok(id)
    }

    /// The first page of a PDF as a drawing in this one.
    fn form(&mut self, mark: &[u8], place: &SignatureBox) -> lopdf::Result<ObjectId> {
        let mut drawn = Document::load_mem(mark)?;
        let document = &mut self.0.new_document;
        drawn.renumber_objects_with(document.max_id.saturating_add(1));
        document.max_id = document.max_id.max(drawn.max_id);
        let page = *drawn.get_pages().get(&1).ok_or_else(|| broken("the mark has no page"))?;
        let page = drawn.get_dictionary(page)?.clone();
        let contents = page.get(b"Contents")?.as_reference()?;
        let mut stream = drawn.get_object(contents)?.as_stream()?.clone();
        stream.dict.set("Type", "XObject");
        stream.dict.set("Subtype", "Form");
        let sides = [0.0, 0.0, place.width, place.height];
        stream.dict.set("BBox", sides.map(|side| Object::Real(single(side))).to_vec());
        for key in ["Resources", "Group"] {
            if let Ok(value) = page.get_deref(key.as_bytes(), &drawn) {
                stream.dict.set(key, value.clone());
            }
        }
        let mut wanted = Vec::new();
        references(&Object::Dictionary(stream.dict.clone()), &mut wanted);
        while let Some(id) = wanted.pop() {
            if !document.has_object(id) {
                let object = drawn.get_object(id)?.clone();
                references(&object, &mut wanted);
                document.set_object(id, object);
            }
        }
        Ok(document.add_object(stream))
    }

    /// Tells readers that read aloud what an annotation is, where the document is tagged (PDF/UA-1, 7.18).
    fn tag(&mut self, page: ObjectId, annotation: ObjectId, role: &str, words: &str) -> lopdf::Result<()> {
        let catalog = self.catalog()?;
        let Ok(Object::Reference(root)) = self.open(catalog)?.get(b"StructTreeRoot").cloned() else { return Ok(()) };
        let parent = match self.open(root)?.get(b"K") {
            // One element holds the whole document: there it belongs.
            Ok(Object::Reference(only)) => *only,
            Ok(Object::Array(list)) if list.len() == 1 => list.first().map_or(Ok(root), |only| only.as_reference())?,
            _ => root,
        };
        let key = self.open(root)?.get(b"ParentTreeNextKey").and_then(Object::as_i64).unwrap_or(0);
        let element = self.0.new_document.add_object(dictionary! {
            "Type" => "StructElem",
            "S" => role,
            "P" => parent,
            "Pg" => page,
            "Alt" => written(words),
            "K" => dictionary! { "Type" => "OBJR", "Obj" => annotation, "Pg" => page },
        });
        let mut kids = match self.value_of(parent, b"K")? {
            Some(Object::Array(kids)) => kids,
            Some(only) => vec![only],
            None => Vec::new(),
        };
        kids.push(Object::Reference(element));
        self.open(parent)?.set("K", kids);
        let tree = self.open(root)?.get(b"ParentTree")?.clone();
        let mut held = match &tree {
            Object::Reference(id) => self.open(*id)?.clone(),
            written => written.as_dict()?.clone(),
        };
        if held.has(b"Kids") {
            return Err(broken("the parents of what is tagged stand in a tree"));
        }
        let mut numbers = held.get(b"Nums").and_then(Object::as_array).cloned().unwrap_or_default();
        let next = numbers.chunks(2).filter_map(|pair| pair.first()?.as_i64().ok()).max().map_or(0, |last| last + 1);
        let key = key.max(next);
        numbers.push(Object::Integer(key));
        numbers.push(Object::Reference(element));
        held.set("Nums", numbers);
        match tree {
            Object::Reference(id) => *self.open(id)? = held,
            _ => self.open(root)?.set("ParentTree", held),
        }
        self.open(root)?.set("ParentTreeNextKey", key.saturating_add(1));
        self.open(annotation)?.set("StructParent", key);
        Ok(())
    }
}

fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(list) => list.iter().for_each(|value| references(value, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| references(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, found)),
        _ => {}
    }
}

/// Text as PDF has it: UTF-16 behind its mark.
fn written(text: &str) -> Object {
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xfe, 0xff].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

fn date(at_ms: i64) -> Option<String> {
    let seconds = u64::try_from(at_ms).ok()? / 1_000;
    let at = der::DateTime::from_unix_duration(Duration::from_secs(seconds)).ok()?;
    let (year, month, day) = (at.year(), at.month(), at.day());
    Some(format!("D:{year:04}{month:02}{day:02}{:02}{:02}{:02}Z", at.hour(), at.minutes(), at.seconds()))
}

fn broken(what: &str) -> lopdf::Error {
    lopdf::Error::IO(std::io::Error::other(what.to_owned()))
}

/// Points as PDF files have them; a page is some hundreds of them wide.
#[expect(clippy::cast_possible_truncation, reason = "a ten-thousandth of a point is not seen")]
pub(crate) fn single(points: f64) -> f32 {
    points as f32
}
