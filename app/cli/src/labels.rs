//! Labels of the domain's codes, in both languages: words, states, what was done, what a refusal is about.

use onsite_domain::Language;

pub(crate) fn is_known(code: &str) -> bool {
    LABELS.iter().any(|(known, ..)| *known == code)
}

/// The label of a code of the domain; a code without a label (a newer server's) shows as itself.
pub(crate) fn label(language: Language, code: &str) -> String {
    let found = LABELS.iter().find(|(known, ..)| *known == code);
    match (found, language) {
        (Some((_, zh, _)), Language::Zh) => (*zh).to_owned(),
        (Some((_, _, en)), Language::En) => (*en).to_owned(),
        (None, _) => code.replace('_', " "),
    }
}

/// Code, Chinese, English.
const LABELS: &[(&str, &str, &str)] = &[
    // Words.
    ("work_order", "工单", "order"),
    ("visit", "上门服务", "visit"),
    ("device", "设备", "device"),
    ("procedure_draft", "作业程序草稿", "procedure draft"),
    ("part_request", "备件申请", "part request"),
    ("organisation", "组织", "organisation"),
    ("team", "班组", "team"),
    ("user", "人员", "user"),
    ("field_device", "终端", "field device"),
    ("customer", "客户", "customer"),
    ("site", "地点", "site"),
    ("contact", "联系人", "contact"),
    ("request", "服务请求", "request"),
    ("part", "备件", "part"),
    ("tool", "工具仪器", "tool"),
    ("stock_location", "库位", "stock location"),
    ("price_list", "价目表", "price list"),
    ("service_item", "服务项目", "service item"),
    ("contract", "合同", "contract"),
    ("warranty", "保修", "warranty"),
    ("procedure", "作业程序", "procedure"),
    ("article", "知识条目", "article"),
    ("bulletin", "通告", "bulletin"),
    ("revocation", "设备吊销", "revocation"),
    ("code_batch", "设备码批次", "batch of device codes"),
    ("fault_code", "故障代码", "fault code"),
    ("order_kind", "工单类型", "kind of order"),
    ("service_level", "服务级别", "service level"),
    ("calendar", "工作日历", "calendar"),
    ("maintenance_plan", "保养计划", "maintenance plan"),
    ("questionnaire", "问卷", "questionnaire"),
    ("field_definition", "自定义字段", "field definition"),
    ("settings", "设置", "settings"),
    ("unit", "待发送项", "unit"),
    ("attention", "待处理事项", "attention item"),
    ("step", "步骤", "step"),
    ("offer", "抢单", "offer"),
    ("question", "问题", "question"),
    ("movement", "库存变动", "movement"),
    ("quote", "报价", "quote"),
    // States of units.
    ("waiting", "待发送", "waiting"),
    ("rejected", "被拒绝", "refused"),
    ("review", "待复核", "in review"),
    // Status of visits and orders.
    ("planned", "待接单", "planned"),
    ("accepted", "已接受", "accepted"),
    ("confirmed", "已与客户确认", "confirmed"),
    ("travelling", "在途", "travelling"),
    ("on_site", "已到场", "on site"),
    ("working", "作业中", "working"),
    ("paused", "已暂停", "paused"),
    ("finished", "已完工", "finished"),
    ("not_completed", "未完成", "not completed"),
    ("second_visit_needed", "需再次上门", "second visit needed"),
    ("returned", "已退回", "returned"),
    ("reviewed", "已审核", "reviewed"),
    ("cancelled", "已取消", "cancelled"),
    ("new", "新建", "new"),
    ("verified", "已核实", "verified"),
    ("offered", "待抢单", "offered"),
    ("scheduled", "已排程", "scheduled"),
    ("under_way", "进行中", "under way"),
    ("follow_up", "需跟进", "follow-up"),
    ("done", "已完成", "done"),
    ("closed", "已关闭", "closed"),
    // Kinds, modes, priorities.
    ("consult", "咨询", "consult"),
    ("repair", "维修", "repair"),
    ("install", "安装", "install"),
    ("inspect", "巡检", "inspect"),
    ("maintain", "保养", "maintain"),
    ("survey", "勘查", "survey"),
    ("train", "培训", "train"),
    ("replace", "更换", "replace"),
    ("retire", "退役", "retire"),
    ("onsite", "上门", "onsite"),
    ("remote", "远程", "remote"),
    ("workshop", "返修", "workshop"),
    ("critical", "紧急", "critical"),
    ("high", "高", "high"),
    ("normal", "普通", "normal"),
    ("low", "低", "low"),
    // Attention.
    ("field_conflict", "字段冲突", "two values for a field"),
    ("entry_conflict", "记录冲突", "two answers to one thing"),
    ("illegal_press", "不合流程的操作", "press out of order"),
    ("claim_conflict", "抢单冲突", "two claims"),
    ("late_work", "改派后的作业", "work after reassignment"),
    ("signed_differs", "签字内容有差异", "signed state differs"),
    ("refused", "被拒绝的修改", "refused change"),
    ("out_of_limits", "读数超限", "reading out of limits"),
    ("proposed_correction", "更正建议", "proposed correction"),
    ("help_asked", "求助未答复", "question without answer"),
    ("stock_discrepancy", "库存差异", "stock discrepancy"),
    ("count_difference", "盘点差异", "count differs"),
    ("code_conflict", "一码多物", "one code on two devices"),
    ("field_device_forked", "终端被复制", "field device was copied"),
    ("clock_jump", "时钟异常", "clock jumped"),
    ("parts_wanted", "备件待批", "parts wanted"),
    ("not_accepted", "客户未验收", "not accepted"),
    ("likely_duplicate", "疑似重复工单", "likely duplicate"),
    // Presses.
    ("accept", "接单", "accept"),
    ("confirm_with_customer", "与客户确认", "confirm with customer"),
    ("depart", "出发", "set out"),
    ("arrive", "到场", "arrive"),
    ("start", "开始作业", "start"),
    ("pause", "暂停", "pause"),
    ("resume", "继续", "resume"),
    ("finish", "完工", "finish"),
    ("cannot_complete", "无法完成", "cannot complete"),
    ("review_accept", "审核通过", "review accepted"),
    ("review_return", "审核退回", "review returned"),
    ("verify", "核实", "verify"),
    ("schedule", "排程", "schedule"),
    ("reschedule", "改期", "reschedule"),
    ("close", "关闭", "close"),
    ("cancel", "取消", "cancel"),
    ("reopen", "重开", "reopen"),
    // Steps.
    ("check", "检查", "check"),
    ("choice", "选择", "choice"),
    ("measurement", "测量", "measurement"),
    ("text", "文字", "text"),
    ("photo", "照片", "photo"),
    ("scan", "扫码", "scan"),
    ("signature", "签字", "signature"),
    ("yes", "是", "yes"),
    ("no", "否", "no"),
    ("not_applicable", "不适用", "not applicable"),
    // What is missing.
    ("answer", "缺少答案", "no answer"),
    ("note_or_photo", "缺少说明或照片", "no note or photo"),
    ("instrument", "缺少测量仪器", "no instrument"),
    ("field", "缺少必填项", "required field"),
    // Time.
    ("travel", "路途", "travel"),
    ("work", "作业", "work"),
    ("wait", "等待", "wait"),
    ("break", "休息", "break"),
    // Parts and stock.
    ("good_used", "良品旧件", "good used"),
    ("defective", "坏件", "defective"),
    ("requested", "已申请", "requested"),
    ("approved", "已批准", "approved"),
    ("partly_issued", "部分发出", "partly issued"),
    ("issued", "已发出", "issued"),
    ("empty", "空", "empty"),
    // Device.
    ("limited", "受限运行", "limited"),
    ("stopped", "停机", "stopped"),
    // Cover and charges.
    ("labour", "工时费", "labour"),
    ("call_out", "上门费", "call-out"),
    ("other", "其他", "other"),
    ("goodwill", "善意承担", "goodwill"),
    // Verdicts.
    ("accepted_with_reservations", "有保留验收", "accepted with reservations"),
    ("not_solved", "未解决", "not solved"),
    // What waits in the outbox.
    ("accept_issued", "接收备件", "accept parts"),
    ("add_photo", "添加照片", "add a photo"),
    ("answer_step", "填写步骤", "answer a step"),
    ("ask_for_help", "求助", "ask for help"),
    ("bind_code", "绑定设备码", "bind a code"),
    ("claim", "抢单", "claim"),
    ("count_van", "盘点", "count the van"),
    ("decide_attention", "处理待办", "decide"),
    ("decline", "退回任务", "decline"),
    ("fit_component", "登记部件", "fit a component"),
    ("hand_over", "转交任务", "hand over"),
    ("hand_over_part", "转交备件", "hand parts on"),
    ("new_device", "新建设备", "new device"),
    ("new_order", "新建工单", "new order"),
    ("offer_quote", "报价", "offer a quote"),
    ("propose_correction", "提出更正", "propose a correction"),
    ("rate_visit", "服务评价", "rating"),
    ("read_meter", "记录读数", "meter reading"),
    ("record_charges", "记录费用", "record charges"),
    ("record_expense", "记录差旅费用", "record an expense"),
    ("record_failure", "记录停机", "record a failure"),
    ("record_finding", "记录故障与处理", "record a finding"),
    ("record_payment", "记录付款", "record a payment"),
    ("record_time", "记录工时", "record time"),
    ("release_code", "解绑设备码", "release a code"),
    ("remark_device", "设备备注", "remark on a device"),
    ("remark_order", "工单备注", "remark on an order"),
    ("reply_to_question", "答复求助", "reply to a question"),
    ("request_parts", "申请备件", "request parts"),
    ("return_parts", "退回备件", "return parts"),
    ("sign_handover", "交接签字", "sign a handover"),
    ("sign_quote", "报价签字", "sign a quote"),
    ("sign_report", "报告签字", "sign the report"),
    ("sign_step", "步骤签字", "sign a step"),
    ("take_back_part", "撤回备件消耗", "take a booked part back"),
    ("take_over_part", "接收同事的备件", "take parts over"),
    ("use_part", "使用备件", "use a part"),
    ("withdraw_entries", "撤回记录", "withdraw entries"),
    ("write_note", "写记录", "write a note"),
    ("change_lifecycle", "更改生命周期", "change the life cycle"),
    // What a refusal is about.
    ("amendment_reason", "更正原因", "reason of the amendment"),
    ("amount", "金额", "amount"),
    ("answers", "答案", "answers"),
    ("code", "代码", "code"),
    ("comment", "意见", "comment"),
    ("condition", "状况", "condition"),
    ("counted", "清点数量", "counted quantity"),
    ("currency", "币种", "currency"),
    ("custody", "保管权", "custody"),
    ("device_state", "设备状态", "device state"),
    ("end_ms", "结束时间", "end"),
    ("file", "文件", "file"),
    ("given_on", "评价方式", "given on"),
    ("ink", "签字笔迹", "ink"),
    ("kind", "类型", "kind"),
    ("lines", "明细", "lines"),
    ("link", "链接", "link"),
    ("lot", "批号", "lot"),
    ("method", "付款方式", "method"),
    ("name", "姓名", "name"),
    ("note", "说明", "note"),
    ("payer", "付款方", "payer"),
    ("place", "地点坐标", "place"),
    ("press", "操作", "press"),
    ("price_list_valid", "有效价目表", "valid price list"),
    ("quantity", "数量", "quantity"),
    ("reason", "原因", "reason"),
    ("replaces", "被更正的记录", "what it replaces"),
    ("role", "身份", "role"),
    ("serial", "序列号", "serial"),
    ("serial_in", "装上件序列号", "serial fitted"),
    ("serial_out", "拆下件序列号", "serial taken out"),
    ("signer_name", "签字人姓名", "name of the signer"),
    ("skills", "技能", "skills"),
    ("start_ms", "开始时间", "start"),
    ("tax_number", "税号", "tax number"),
    ("van", "个人备件库", "van"),
    ("value", "值", "value"),
    ("verdict", "验收结论", "verdict"),
    ("window", "时间窗", "window"),
    ("paid_ms", "付款时间", "time of payment"),
    ("key", "密钥", "key"),
    // What the doctor looks at.
    ("database", "数据库", "database"),
    ("blobs", "文件库", "file store"),
    ("documents", "文档", "documents"),
    ("facts", "事实记录", "facts"),
    ("outbox", "待发送", "outbox"),
    ("pictures", "照片和文件", "pictures and files"),
    ("read_models", "读取数据", "read models"),
    ("certificate", "证书", "certificate"),
    ("old_stores", "旧数据", "old stores"),
    ("database_key", "数据库密钥", "database key"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::{
        Word,
        acceptance::{DeviceState, Verdict},
        attention::AttentionKind,
        charge::ChargeKind,
        cover::Payer,
        missing::MissingKind,
        movement::Condition,
        part_request::PartRequestStatus,
        press::Press,
        step::StepKind,
        time_entry::TimeKind,
        visit_status::VisitStatus,
        work_order::{KINDS, MODES, PRIORITIES},
        work_order_status::WorkOrderStatus,
    };
    use std::collections::BTreeSet;
    use std::path::Path;

    /// What the phone's core writes as text behind one of these.
    fn written_in_core(before: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let text = std::fs::read_to_string(entry.path()).unwrap();
                let texts = before.iter().flat_map(|before| text.split(before).skip(1));
                found.extend(texts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
        found
    }

    #[test]
    fn every_code_that_is_shown_has_a_label() {
        let mut codes: Vec<&str> = Vec::new();
        codes.extend(Word::ALL.iter().map(|code| code.as_str()));
        codes.extend(AttentionKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(VisitStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(WorkOrderStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(Press::ALL.iter().map(|code| code.as_str()));
        codes.extend(StepKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(MissingKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(TimeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Condition::ALL.iter().map(|code| code.as_str()));
        codes.extend(PartRequestStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(DeviceState::ALL.iter().map(|code| code.as_str()));
        codes.extend(Verdict::ALL.iter().map(|code| code.as_str()));
        codes.extend(ChargeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Payer::ALL.iter().map(|code| code.as_str()));
        codes.extend(KINDS.iter().chain(MODES).chain(PRIORITIES));
        let verbs = written_in_core(&["Command::new(\"", "state_fact(\"", "add_entry(\""]);
        codes.extend(verbs.iter().map(String::as_str));
        let known: BTreeSet<&str> = LABELS.iter().map(|(code, ..)| *code).collect();
        assert_eq!(known.len(), LABELS.len(), "a code stands twice");
        let missing: Vec<&str> = codes.into_iter().filter(|code| !known.contains(code)).collect();
        assert_eq!(missing, Vec::<&str>::new());
        assert!(LABELS.iter().all(|(_, zh, en)| !zh.is_ascii() && en.is_ascii()));
    }

    #[test]
    fn a_code_of_a_newer_server_shows_as_it_is() {
        assert_eq!(label(Language::En, "of_a_newer_server"), "of a newer server");
    }
}
