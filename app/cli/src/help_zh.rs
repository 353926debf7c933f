//! The help in Chinese: one sentence for each English one, which are the doc comments of the arguments.

use clap::{Arg, Command};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The same tree of commands with Chinese help.
pub(crate) fn translated(command: Command) -> Command {
    let about = command.get_about().and_then(|about| chinese(&about.to_string()));
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    command.help_template(TEMPLATE).subcommand_help_heading("命令").mut_args(argument).mut_subcommands(translated)
}

fn argument(argument: Arg) -> Arg {
    let help = argument.get_help().and_then(|help| chinese(&help.to_string()));
    let heading = if argument.is_positional() { "参数" } else { "选项" };
    let argument = argument.help_heading(heading);
    match help {
        Some(help) => argument.help(help),
        None => argument,
    }
}

fn chinese(english: &str) -> Option<&'static str> {
    HELP.iter().find(|(en, _)| *en == english).map(|(_, zh)| *zh)
}

const HELP: &[(&str, &str)] = &[
    (
        "Bring over what a damaged store had not sent, or give back a lost key",
        "从损坏的旧数据恢复未发送的内容，或放回丢失的密钥",
    ),
    ("The folder of an old store; all that were set aside where missing", "旧数据所在目录；不写则为全部已移开的旧数据"),
    ("The database key that the office unsealed, in hexadecimal", "公司解封得到的数据库密钥（十六进制）"),
    ("Set the present database aside and begin a fresh one", "移开现有数据库，启用新的数据库"),
    ("Onsite: field service without a signal", "Onsite：没有信号也能做现场服务"),
    ("Where this field device keeps its data [env: ONSITE_DATA]", "本终端的数据目录（环境变量 ONSITE_DATA）"),
    ("Answer with one JSON document", "以一个 JSON 文档作答"),
    ("zh-CN or en; otherwise LANG decides", "zh-CN 或 en；否则由 LANG 决定"),
    ("Show what a command takes", "显示命令的用法"),
    ("Show the version", "显示版本"),
    ("Read the codes in pictures, and say which devices they mean", "读取图片中的码，并说明是哪台设备"),
    ("Pictures, PNG or JPEG", "图片，PNG 或 JPEG 格式"),
    ("Join a company's server with the link of an invite", "用邀请链接注册到公司的服务器"),
    ("Who shares this field device, and who is at work", "谁共用本终端，当前由谁使用"),
    ("Everybody who enrolled on this field device", "在本终端注册过的所有人员"),
    (
        "Somebody else takes over: their jobs, and everything recorded in their name",
        "换人使用：显示其任务，之后的记录都算其名下",
    ),
    ("Exchange everything with the server", "与服务器同步"),
    ("Whose store this is, when it last synced, what waits", "本终端属于谁、上次何时同步、有什么待发送"),
    ("The jobs of a day in route order, each with its next press", "一天的任务（按路线排序）及各自的下一步"),
    ("One job whole, or a new order", "查看一个任务，或新建工单"),
    ("Orders that may be claimed", "可抢的工单"),
    ("Claim an offered order; the server confirms it", "抢单，由服务器确认"),
    ("Give a job back, and why", "退回任务，并说明原因"),
    ("Give a job to a colleague, and why", "把任务转给同事，并说明原因"),
    (
        "Press: accept, confirm, depart, arrive, start, pause, resume, finish",
        "操作：接单、确认、出发、到场、开始、暂停、继续、完工",
    ),
    ("The steps of the procedure and their answers", "作业步骤及其答案"),
    (
        "Parts: the van, use, request, accept, return, count, hand on",
        "备件：个人库、使用、申请、接收、退回、盘点、转交",
    ),
    ("Record or correct time; without a kind the time is listed", "记录或更正工时；不写类型则列出工时"),
    ("Record what was paid on the way", "记录途中费用"),
    ("Write a note into the visit", "写一条服务记录"),
    ("Add a photo to the visit", "添加照片"),
    ("Record fault, cause and remedy", "记录故障、原因和处理方法"),
    ("Ask an expert, or answer in the thread", "向专家求助，或在讨论中答复"),
    ("Knowledge: find, read, say that it was used", "知识条目：查找、阅读、标记已使用"),
    ("A device's file, code, meters and failures", "设备档案、设备码、计数器和故障"),
    ("The customer's rating", "客户评价"),
    ("Propose a better value for something only the office may change", "对只能由办公室修改的内容提出更正建议"),
    (
        "Find orders, devices, customers, parts, procedures and articles by any word",
        "按任意词查找工单、设备、客户、备件、作业程序和知识条目",
    ),
    ("What has not reached the server or was refused", "尚未送达服务器或被拒绝的内容"),
    ("What a person must decide", "需要人工处理的事项"),
    (
        "The link behind the code on the dispatcher's screen (onsite://enrol/...)",
        "调度员屏幕上二维码中的链接（onsite://enrol/...）",
    ),
    ("What the office calls this field device", "办公室对本终端的称呼"),
    ("Do not ask; host and fingerprint were compared already", "不再询问；已核对服务器和指纹"),
    ("Allow a server without TLS that is not on this machine", "允许使用不在本机且没有 TLS 的服务器"),
    (
        "Stay and sync whenever the server has something new; one line (or JSON document) for each sync",
        "持续运行，服务器有更新就同步；每次同步输出一行（或一个 JSON 文档）",
    ),
    ("Show one unit whole, with what was meant", "完整显示一项及其原意"),
    ("Words to find; every one must be there", "要查找的词；须全部出现"),
    (
        "Only this kind of thing: work_order, device, customer, part, procedure, article, ...",
        "只查此类：work_order、device、customer、part、procedure、article 等",
    ),
    ("At most so many hits", "最多显示的条数"),
    ("Show one item whole, by its id or the end of it", "完整显示一项（写编号或编号末尾）"),
    ("Those already decided instead", "改为显示已处理的事项"),
    ("Take the job on", "接单"),
    ("Say whether the customer was reached and what was agreed", "记录是否联系到客户以及约定的时间"),
    ("Set out", "出发"),
    ("Be there", "到场"),
    ("Begin the work", "开始作业"),
    ("Stand still, and why", "暂停，并说明原因"),
    ("Go on", "继续"),
    ("Be done; says what is missing", "完工；会指出缺少的内容"),
    ("Give up for good, and why", "无法完成，并说明原因"),
    ("Another visit is needed, and why", "需要再次上门，并说明原因"),
    ("List what is missing before it can be finished", "列出完工前缺少的内容"),
    ("Order number, or code or serial of its device", "工单编号，或其设备的设备码或序列号"),
    ("Where it is pressed, as geo:LATITUDE,LONGITUDE", "操作地点，格式 geo:纬度,经度"),
    ("Nobody answered", "无人接听"),
    ("Start of the agreed window: 08:30 or 2026-11-23T08:30", "约定时间窗的开始：08:30 或 2026-11-23T08:30"),
    ("End of the agreed window", "约定时间窗的结束"),
    (
        "parts, customer, access, weather, colleague, break, end_of_day or other",
        "parts、customer、access、weather、colleague、break、end_of_day 或 other",
    ),
    ("Why, in words", "原因说明"),
    ("Number of the offered order", "待抢工单的编号"),
    ("The colleague, by log-in, name or staff number", "同事的登录名、姓名或工号"),
    ("List the steps with their answers", "列出步骤及其答案"),
    ("Answer a step", "回答一个步骤"),
    ("Number of the step in the list, or its id", "步骤在列表中的序号，或其标识"),
    (
        "yes, no, an option, a reading, a text, a scanned code, or not_applicable",
        "yes、no、选项、读数、文字、扫到的码，或 not_applicable",
    ),
    ("What there is to say about it", "备注"),
    ("A picture, JPEG or PNG; may be given several times", "图片（JPEG 或 PNG），可多次给出"),
    ("Number of the instrument measured with", "所用测量仪器的编号"),
    (
        "travel, work, wait or break; without it the recorded time is listed",
        "travel、work、wait 或 break；不写则列出已有工时",
    ),
    ("When it began: 08:30 or 2026-11-23T08:30", "开始时间：08:30 或 2026-11-23T08:30"),
    ("When it ended; it runs on without", "结束时间；不写则继续计时"),
    ("The id of recorded time that this corrects", "所更正工时的标识"),
    (
        "transport, fuel, parking, toll, lodging, meal, material, postage or other",
        "transport、fuel、parking、toll、lodging、meal、material、postage 或 other",
    ),
    ("How much, such as 35.50", "金额，例如 35.50"),
    ("Currency, ISO 4217", "币种（ISO 4217）"),
    ("When it was paid; now without", "付款时间；不写即现在"),
    ("Picture of the receipt", "票据照片"),
    ("The customer pays it", "由客户承担"),
    ("What to write", "内容"),
    ("The customer may read it; it stands in the report", "客户可见，写入报告"),
    ("Why the signed report needs this beside it", "签字后补充的原因"),
    ("JPEG or PNG", "JPEG 或 PNG"),
    ("before, during or after", "before、during 或 after"),
    ("What it shows", "照片内容"),
    ("What it is kept for: nameplate, invoice, wiring", "用途：铭牌、发票、接线"),
    ("Code of the fault", "故障代码"),
    ("The fault in words", "故障描述"),
    ("Code of the cause", "原因代码"),
    ("The cause in words", "原因描述"),
    ("Code of the remedy", "处理方法代码"),
    ("The remedy in words", "处理方法描述"),
    ("The id of a finding that this takes the place of", "所替换记录的标识"),
    ("What to ask; without it the questions are listed", "要问的问题；不写则列出已有问题"),
    ("Whom to ask, by log-in or name", "求助对象的登录名或姓名"),
    ("Log-in or name", "登录名或姓名"),
    ("The id of the question that this answers", "所答复问题的标识"),
    ("The question is settled", "问题已解决"),
    ("Articles about a device", "有关某设备的知识条目"),
    ("Read one", "阅读一条"),
    ("Say that an article was used at a visit", "标记在服务中使用了某条知识"),
    ("Code, serial or number of the device", "设备码、序列号或设备编号"),
    ("An error code it shows; articles on it come first", "设备显示的错误代码；相关条目排在前面"),
    ("Number or title of the article", "知识条目的编号或标题"),
    ("It solved the fault", "解决了故障"),
    ("What the van holds", "个人备件库的库存"),
    ("Book a part that was fitted", "登记装上的备件"),
    ("Take a booked part back", "撤回已登记的备件"),
    ("Ask for parts", "申请备件"),
    ("List the requests", "列出备件申请"),
    ("Accept what was issued, with the quantities counted", "按清点数量接收发出的备件"),
    ("Give parts back to the warehouse", "把备件退回仓库"),
    ("Write down what was counted in the van", "登记个人备件库的盘点结果"),
    ("Hand parts to a colleague; prints the text the colleague takes", "把备件转交同事；输出同事接收所需的文本"),
    ("Take parts from a colleague", "接收同事转交的备件"),
    ("Number or name of another van or store", "其他备件库的编号或名称"),
    ("Part number, barcode or name", "备件编号、条码或名称"),
    ("How many, such as 1 or 0.5", "数量，例如 1 或 0.5"),
    ("Serial number of the part fitted", "装上备件的序列号"),
    ("Lot of the part fitted", "装上备件的批号"),
    ("new, good_used or defective", "new、good_used 或 defective"),
    ("The van it came from, where it is not the own one", "备件来自的备件库（若不是自己的）"),
    ("Number of the old part that came out", "拆下旧件的编号"),
    ("Serial number of the old part", "旧件的序列号"),
    ("State of the old part: new, good_used or defective", "旧件状况：new、good_used 或 defective"),
    ("The old part stays with the customer", "旧件留给客户"),
    ("Where in the device it sits; it becomes a component there", "安装部位；备件成为该部位的部件"),
    ("The id that booking the part gave", "登记备件时得到的标识"),
    ("What is wanted: NUMBER or NUMBER=QUANTITY", "所需备件：编号 或 编号=数量"),
    ("The job it is for", "用于哪个任务"),
    ("When it is needed", "需要的时间"),
    ("critical, high, normal or low", "critical、high、normal 或 low"),
    ("The id of the request, or the end of it", "申请的标识或其末尾"),
    ("What was counted, where it differs: NUMBER=QUANTITY", "与发出不同的清点数量：编号=数量"),
    ("What goes back: NUMBER, NUMBER=QUANTITY or NUMBER=1:SERIAL", "退回的备件：编号、编号=数量 或 编号=1:序列号"),
    ("The id of the request it came with, or the end of it", "对应申请的标识或其末尾"),
    ("What was counted: NUMBER=QUANTITY or NUMBER=1:SERIAL", "盘点结果：编号=数量 或 编号=1:序列号"),
    ("Everything was counted: what is not named is not there", "已全部盘点：未列出的即为零"),
    ("What is handed over: NUMBER, NUMBER=QUANTITY or NUMBER=1:SERIAL", "转交的备件：编号、编号=数量 或 编号=1:序列号"),
    ("The text that handing over printed", "转交时输出的文本"),
    ("What was counted, one quantity for each line, where it differs", "各行的清点数量（若有不同）"),
    (
        "Open the file: what it is, where, components, meters, past visits",
        "打开档案：设备、位置、部件、计数器、历史服务",
    ),
    ("Bind a printed code to a device", "把印制的设备码绑定到设备"),
    ("File a device that nobody knows yet", "登记新设备"),
    ("Write down a meter reading", "登记计数器读数"),
    ("Record that it is down, or working again", "登记停机或恢复"),
    ("The service report as a PDF", "服务报告（PDF）"),
    (
        "Whether a signed report is genuine: to the last byte, by this company",
        "已签字的报告是否真实：逐字节，且出自本公司",
    ),
    ("The report, a PDF", "报告（PDF）"),
    (
        "The company's root key or its SHA-256 as digits, or a file with the key; the one this field device is enrolled with where missing",
        "公司根密钥或其 SHA-256（十六进制），或存放密钥的文件；省略时用本终端注册的公司",
    ),
    ("Whether these photos are the report's", "这些照片是否属于该报告"),
    (
        "Of the report: zh, en, or both side by side; the customer's where this is missing",
        "报告的语言：zh、en，或 both 双语对照；省略时用客户的语言",
    ),
    ("Where to, a PDF", "输出的 PDF 文件"),
    (
        "zh, en, or both side by side; the customer's where this is missing",
        "zh、en，或 both（双语并列）；省略时用客户的语言",
    ),
    ("The printed code, or the link behind it", "印制的设备码或其链接"),
    ("The label was taken off or destroyed", "标签已取下或损坏"),
    ("Serial number on the plate", "铭牌上的序列号"),
    ("Model on the plate", "铭牌上的型号"),
    ("Maker on the plate", "铭牌上的厂家"),
    ("What people call it", "设备名称"),
    ("The customer's inventory number", "客户的资产编号"),
    ("Number or name of the customer", "客户编号或名称"),
    ("Number or name of the site", "地点编号或名称"),
    ("Building, floor, room", "楼栋、楼层、房间"),
    ("Where it stands, as geo:LATITUDE,LONGITUDE", "所在位置，格式 geo:纬度,经度"),
    ("The code on it", "设备上的码"),
    ("Which meter: hours, scans, pages", "哪个计数器：hours、scans、pages"),
    ("The reading, a decimal number", "读数（十进制数）"),
    ("The meter was exchanged or set back", "计数器已更换或清零"),
    ("The job during which it was read", "在哪个任务中读取"),
    ("Picture of the meter", "计数器照片"),
    (
        "Since when it is down; with --restored the one recorded is kept",
        "停机起始时间；与 --restored 同用时沿用已登记的时间",
    ),
    ("When it worked again", "恢复时间"),
    ("It still worked, with limits", "仍可受限运行"),
    ("The job during which it was found", "在哪个任务中发现"),
    (
        "What is wrong, as KIND/NAME: customer/NAME, site/NUMBER, device/SERIAL, contact/NAME, work_order/NUMBER",
        "要更正的对象，格式 类型/名称：customer/名称、site/编号、device/序列号、contact/姓名、work_order/编号",
    ),
    ("The field, as in the record: phone, address.zh, place", "字段名：phone、address.zh、place"),
    ("The better value", "更正后的值"),
    ("Picture that shows it", "佐证照片"),
    ("The job during which it was noticed", "在哪个任务中发现"),
    ("today, tomorrow or 2026-11-23", "today、tomorrow 或 2026-11-23"),
    ("Every open job", "全部未结束的任务"),
    ("Everything about one job", "一个任务的全部内容"),
    ("Make a new order, for this field device's user", "为本终端的使用者新建工单"),
    ("Make an order that follows up another", "新建跟进工单"),
    (
        "consult, repair, install, inspect, maintain, survey, train, replace or retire",
        "consult、repair、install、inspect、maintain、survey、train、replace 或 retire",
    ),
    ("What it is about, in a line", "一行标题"),
    ("onsite, remote or workshop", "onsite、remote 或 workshop"),
    ("Name of the contact", "联系人姓名"),
    ("What is asked, in the customer's words", "客户的原话"),
    ("Start of the time window: 08:30 or 2026-11-23T08:30", "时间窗开始：08:30 或 2026-11-23T08:30"),
    ("End of the time window", "时间窗结束"),
    ("Number or name of the procedure, where it is not the usual one", "作业程序的编号或名称（若不用默认程序）"),
    (
        "Number of the question and its answer, such as 1=5; without any the questions are listed",
        "题号与答案，例如 1=5；不写则列出问题",
    ),
    ("The customer's words", "客户的话"),
    ("customer_phone, engineer_phone, link or callback", "customer_phone、engineer_phone、link 或 callback"),
    ("Whether the coming jobs can be done offline, and what to take", "检查近期任务能否离线完成，以及要带什么"),
    ("Who pays and how much: show, offer, record, note a payment", "谁付款、多少钱：查看、报价、记录、登记付款"),
    ("The customer's verdict and signature, or why there is none", "客户验收与签字，或未签字的原因"),
    ("Write everything unsent into a file that the server can import", "把未发送的内容写入文件，供服务器导入"),
    ("Check the local data, say what is wrong and how to mend it", "检查本地数据，说明问题和修复方法"),
    ("Show what it would cost and who pays, from what is recorded", "按已有记录显示费用和付款方"),
    ("Offer a price before the work; sign it with sign --quote", "作业前报价；用 sign --quote 签字"),
    ("Record the charges of the visit", "记录本次服务的费用"),
    ("Note a payment, and what the invoice shall say", "登记付款和开票信息"),
    (
        "Against what the records say: warranty, contract, customer or goodwill",
        "与记录不同的付款方：warranty、contract、customer 或 goodwill",
    ),
    ("A service item: NUMBER or NUMBER=QUANTITY", "服务项目：编号 或 编号=数量"),
    ("A part instead of those recorded: NUMBER or NUMBER=QUANTITY", "代替已记录备件的备件：编号 或 编号=数量"),
    ("Way in kilometres", "路程（公里）"),
    ("The call-out fee is charged", "收取上门费"),
    ("Something else: LABEL=AMOUNT", "其他费用：名称=金额"),
    ("Until when the offer stands", "报价有效期"),
    ("cash, transfer, link, card, invoice or other", "cash、transfer、link、card、invoice 或 other"),
    ("Number of the payment", "付款流水号"),
    ("Title of the invoice", "发票抬头"),
    ("Tax number of the invoice", "税号"),
    ("Show what the customer reads before signing", "显示客户签字前阅读的内容"),
    ("The signature as a PNG", "签名图片（PNG）"),
    ("The customer refused to sign, and why", "客户拒绝签字及原因"),
    ("Nobody was there to sign, and why", "无人签字及原因"),
    ("Who signs", "签字人"),
    ("What they are there: head nurse, facility manager", "签字人职务：护士长、设施主管"),
    ("accepted, accepted_with_reservations or not_solved", "accepted、accepted_with_reservations 或 not_solved"),
    ("What the customer reserves, or what is not solved", "保留意见，或未解决的问题"),
    ("working, limited or stopped", "working、limited 或 stopped"),
    ("Since when the device is in that state", "设备处于该状态的起始时间"),
    ("Sign the quote instead of the report", "签报价而不是报告"),
    (
        "Sign this step instead of the report: its number in the list, or its id",
        "签此步骤而不是报告：列表中的序号或标识",
    ),
    (
        "Sign for goods instead of the report: the id of their movement, the visit's last where missing",
        "签收物品而不是签报告：库存变动的标识；省略则为本次上门服务的最后一笔",
    ),
    ("Ask for the parts that the van lacks", "申请车上缺少的备件"),
    ("When they are needed", "需要的时间"),
    ("Make the read models anew from the recorded history", "根据历史记录重建读取数据"),
    ("The file to write; it must not exist yet", "要写入的文件；不得已存在"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use std::collections::BTreeSet;

    fn sentences(command: &Command, found: &mut BTreeSet<String>) {
        found.extend(command.get_about().map(ToString::to_string));
        found.extend(command.get_arguments().filter_map(|argument| argument.get_help()).map(ToString::to_string));
        command.get_subcommands().for_each(|command| sentences(command, found));
    }

    #[test]
    fn every_sentence_of_the_help_has_its_chinese_and_none_is_left_over() {
        let mut found = BTreeSet::new();
        sentences(&crate::arguments::Arguments::command(), &mut found);
        let known: BTreeSet<String> = HELP.iter().map(|(en, _)| (*en).to_owned()).collect();
        assert_eq!(known.len(), HELP.len(), "a sentence stands twice");
        let missing: Vec<&String> = found.difference(&known).collect();
        let left_over: Vec<&String> = known.difference(&found).collect();
        assert_eq!((missing, left_over), (Vec::<&String>::new(), Vec::<&String>::new()));
    }
}
