//! The details of refusals in Chinese: one sentence for each English one, which stand where the rules are.

use crate::labels::label;
use onsite_domain::Language;

/// The same in Chinese; `None` for a detail that is not known here, such as a newer server's.
pub(crate) fn chinese(english: &str) -> Option<String> {
    DETAILS.iter().find_map(|(en, zh)| {
        let values = values(english, en)?;
        let mut text = (*zh).to_owned();
        for (place, value) in values.iter().enumerate() {
            let labels: Vec<String> = value.split(", ").map(|code| label(Language::Zh, code)).collect();
            text = text.replace(&format!("[{place}]"), &labels.join("、")).replace(&format!("{{{place}}}"), value);
        }
        Some(text)
    })
}

/// What stands in the places of a pattern, where the text is like it.
fn values<'a>(text: &'a str, pattern: &str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    for part in parts {
        let (value, behind) = if part.is_empty() { (rest, "") } else { rest.split_once(part)? };
        values.push(value);
        rest = behind;
    }
    rest.is_empty().then_some(values)
}

/// Places are `{}` in English, in their order; in Chinese `{0}` is the first as it stands, for
/// people to type, and `[0]` the first with its codes as labels.
const DETAILS: &[(&str, &str)] = &[
    ("a colour such as #0A5A60", "颜色写法如 #0A5A60"),
    ("64 hexadecimal digits, as `unseal-key` prints them", "`unseal-key` 给出的 64 位十六进制数字"),
    ("{} is not possible while {}; possible: {}", "状态为“[1]”时不能“[0]”；可以：[2]"),
    ("{} is not possible while {}", "状态为“[1]”时不能“[0]”"),
    ("1 where a serial number is given", "有序列号时数量为 1"),
    ("1 where a serial is given", "有序列号时数量为 1"),
    ("64 lower-case hexadecimal digits", "64 位小写十六进制数字"),
    ("a JSON object", "一个 JSON 对象"),
    ("a PNG picture", "PNG 图片"),
    ("a JPEG or PNG picture", "JPEG 或 PNG 图片"),
    ("a colleague who works here", "在职的同事"),
    ("a correction of time says why", "更正工时须说明原因"),
    ("WO- and nine characters", "WO- 加九位字符"),
    ("a ULID", "26 位的 ULID"),
    ("a day, 2026-11-23", "日期，如 2026-11-23"),
    ("a decimal number", "十进制数"),
    ("a whole number", "整数"),
    ("at least one", "至少一个"),
    ("each once", "每个只能出现一次"),
    ("a device code has twelve characters", "设备码共十二位"),
    ("digits and letters without U", "数字和除 U 以外的字母"),
    (
        "the check character does not fit: a character is wrong or two are swapped",
        "校验字符不符：有一个字符错误，或相邻两个字符颠倒",
    ),
    ("a device, site or customer", "设备、地点或客户"),
    ("a fault, a cause, a remedy or an article", "故障、原因、处理方法或知识条目"),
    ("a geo URI: geo:31.230416,121.473701", "地点坐标，如 geo:31.230416,121.473701"),
    ("a key has another type than it must have", "某个键的类型不对"),
    ("a photo without a hash is not signed over", "没有指纹的照片不能签字"),
    ("a quantity above 0 and up to 1000000000, not {}", "数量应大于 0、不超过 1000000000，而不是 {0}"),
    ("a reading outside its limits or a fault needs a note or a photo", "读数超限或有故障时，须写说明或附照片"),
    ("a rule that comes true", "能够成立的规则"),
    ("a start between 1900 and 2200", "开始时间应在 1900 年至 2200 年之间"),
    ("a visit belongs to an order", "上门服务须属于一个工单"),
    (
        "a visit's press is about the visit and its order, an order's about the order and its visits",
        "操作须针对该上门服务及其工单",
    ),
    ("an IANA time zone", "IANA 时区，如 Asia/Shanghai"),
    ("an IANA time zone and a day", "IANA 时区和日期"),
    ("an amount that fits", "金额过大"),
    ("another location than the first", "须与前一个库位不同"),
    ("another value than the present one", "须与现有的值不同"),
    ("at least two choices", "至少两个选项"),
    ("claimed already; waiting for confirmation", "已抢单，等待确认"),
    ("each priority and channel once", "每个优先级和渠道各一次"),
    ("helpers need a lead", "有协助人员就须有负责人"),
    ("low, nominal and high in rising order", "下限、标称值、上限须依次递增"),
    ("no location of kind {} came here", "本终端没有此类库位：[0]"),
    ("no price list is valid today", "今天没有有效的价目表"),
    ("nobody pays for breaks", "休息时间不收费"),
    (
        "not below the last reading, {}; or say that the meter was reset",
        "不低于上次读数 {0}；若计数器已更换或清零，请注明",
    ),
    ("nothing issued is still to be accepted", "没有待接收的备件"),
    ("one location debited by one movement", "一次出库只能出自一个库位"),
    ("one quantity for each line", "每行一个数量"),
    ("only a measurement can be compared", "只有测量值可以比较"),
    ("only a van is held by somebody", "只有个人备件库可由人持有"),
    ("people of the own organisation only", "只限本组织的人员"),
    ("somebody to offer it to", "须写明可抢单的人员"),
    ("sorted, at most 200", "已排序，至多 200 个"),
    ("such as image/jpeg", "如 image/jpeg"),
    ("text, a whole number, true or false", "文字、整数、是或否"),
    ("the company is under nobody", "公司没有上级组织"),
    ("the database does not open with this key", "此密钥打不开数据库"),
    ("the end is before the start", "结束时间早于开始时间"),
    ("the instrument it was measured with", "所用的测量仪器"),
    ("the location debited first, and everything that the movement names", "先写出库的库位，以及涉及的所有对象"),
    ("the order asks for {}", "该工单要求：{0}"),
    ("the order that the visit belongs to", "该上门服务所属的工单"),
    ("the picture was not kept", "照片尚未保存"),
    ("the sum of the lines", "各行之和"),
    ("this code belongs to another device than the one of this job", "此码属于另一台设备，不是本任务的设备"),
    (
        "this field device has unsent work for its present server; sync or export it first",
        "本终端还有未发送的内容；请先同步或导出",
    ),
    (
        "this field device holds no van: name the van the part was taken from",
        "本终端不持有个人备件库：请写明备件取自哪个库",
    ),
    ("this field device holds no van", "本终端不持有个人备件库"),
    ("this order is not offered", "该工单不在抢单中"),
    ("this visit has ended", "该上门服务已结束"),
    ("words go into the comment", "文字请写在意见里"),
    (
        "the customer has signed; write a note with the reason of the amendment",
        "客户已签字；请写一条记录并说明更正原因",
    ),
    ("the customer has signed: an amendment says why", "客户已签字：更正须说明原因"),
    ("it certifies another key for readers of PDF", "它认证的是另一个 PDF 密钥"),
    ("not a part handed over", "不是转交备件的文字"),
    ("the company has set none", "公司没有设置"),
    ("not an invite", "不是注册邀请"),
    ("1 to {} bytes", "1 至 {0} 字节"),
    ("a geo URI: geo:31.230416,121.473701;u=12", "地点坐标，如 geo:31.230416,121.473701;u=12"),
    ("a meter of this device", "本设备的计数器"),
    ("a step before this one", "此步骤之前的步骤"),
    ("answers the earlier step can have", "前一步骤可能有的答案"),
    ("at most {} bytes; larger content belongs in a blob", "至多 {0} 字节；更大的内容请用文件"),
    ("at most {} bytes, not {}", "至多 {0} 字节，而不是 {1}"),
    ("at most {} characters, not {}", "至多 {0} 个字，而不是 {1} 个"),
    ("at most {} entries, not {}", "至多 {0} 条，而不是 {1} 条"),
    ("at most {} pixels, not {}", "至多 {0} 像素，而不是 {1}"),
    ("each date once", "每个日期一次"),
    ("each meter once", "每个计数器一次"),
    ("each position once", "每个部位一次"),
    ("each question its own id", "每个问题须有自己的标识"),
    ("each stage once", "每个阶段一次"),
    ("each step its own id", "每个步骤须有自己的标识"),
    ("each value once", "每个值一次"),
    ("not below the last reading, {}, unless the meter was reset", "不低于上次读数 {0}；计数器已清零的除外"),
    ("not before {}", "不早于 {0}"),
    ("only a measurement has limits", "只有测量值有上下限"),
    ("status {} without an explanation", "服务器未说明原因（状态 {0}）"),
    ("what adds up", "各项之和应相符"),
    ("one of {}", "以下之一：{0}"),
    ("{} after the first, not {}", "第一项之后应为 {0}，而不是 {1}"),
    ("{} first, not {}", "应先写 {0}，而不是 {1}"),
    ("{} is not a record", "{0} 不是档案"),
    ("from {} to {}, not {}", "{0} 至 {1}，而不是 {2}"),
    ("{} to 16, not {}", "{0} 至 16，而不是 {1}"),
    ("{}, {} or {}", "{0}、{1}或{2}"),
    ("{} to {}", "{0} 至 {1}"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// Details as they are written in the source: the words in the call that makes a refusal, places without names.
    fn written(folder: PathBuf) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                found.extend(written(path));
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            for start in ["because(", "no(", "wrong(", "let detail = format!("] {
                found.extend(source.split(start).skip(1).flat_map(literals));
            }
        }
        found
    }

    /// The sentences in a call, up to its closing bracket.
    fn literals(call: &str) -> Vec<String> {
        let (mut depth, mut found) = (0_i32, Vec::new());
        let mut parts = call.split('"');
        while let Some(code) = parts.next() {
            let ends = code.chars().any(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth < 0
            });
            let Some(text) = parts.next().filter(|_| !ends) else { break };
            found.extend(
                Some(without_names(text)).filter(|text| text.contains(' ') && text.contains(char::is_alphabetic)),
            );
        }
        found
    }

    fn without_names(text: &str) -> String {
        let mut parts = text.split('{');
        let first = parts.next().unwrap().to_owned();
        parts.fold(first, |text, part| format!("{text}{{}}{}", part.split_once('}').map_or("", |(_, rest)| rest)))
    }

    #[test]
    fn every_detail_of_a_refusal_on_the_phone_is_there_in_chinese() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut missing: Vec<String> = ["src", "../core/src", "../../shared/domain/src"]
            .iter()
            .flat_map(|folder| written(here.join(folder)))
            .collect();
        missing.retain(|detail| chinese(detail).is_none());
        missing.sort();
        missing.dedup();
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn codes_in_a_detail_are_read_as_labels() {
        let said = chinese("second_visit_needed is not possible while planned; possible: accept, depart").unwrap();
        assert_eq!(said, "状态为“待接单”时不能“需再次上门”；可以：接单、出发");
        assert_eq!(chinese("of a newer server"), None);
    }
}
