# 关于
about-title = 关于 Onsite
about-what = Onsite 是开源的现场服务软件，供在客户处安装、保养和维修设备的人员使用。没有信号也能工作：所有内容先记录在本机，能联网时再发送到您公司自己的服务器。
about-version = 版本
about-system = 系统
about-server = 公司服务器

about-privacy = 隐私
about-privacy-kept = 保存在本机
about-privacy-kept-text = 您的工单、相关设备、照片和所有记录都保存在本机的加密数据库中，密钥存放在系统密钥库（如有）。
about-privacy-sent = 只发送给您的公司
about-privacy-sent-text = 记录只发送到公司的服务器，不发送给任何其他方。Onsite 没有自己的服务器，没有广告，也不统计您的使用情况。设置和草稿从不离开本机。
about-privacy-place = 位置
about-privacy-place-text = 只在您按下按钮时、且您在设置中同意后才会获取，其间和后台从不定位。只有当您要求导航时，才会把目的地交给地图应用。
about-privacy-photos = 照片
about-privacy-photos-text = 您添加的照片保存在 Onsite 内，按设置缩小后发送给公司；除您选择的图片外，不读取手机相册。每张照片以内容标识，被替换即可发现。
about-privacy-signature = 签名
about-privacy-signature-text = 签名以图片形式保存，由本机密钥封存，属于普通电子签名，不是合格电子签名。

about-licences = 开源许可
about-licence-own = Onsite 本身采用 Apache License 2.0 许可。
about-licence-rust = 核心以 Rust 编写，使用了 Rust 社区的众多程序库，多数采用 MIT 和 Apache-2.0 许可，部分采用 BSD、ISC、MPL-2.0、Unicode、Zlib 等同样自由的许可。各库及版本见源代码中的 Cargo.lock 文件。
about-licence-fonts = 报告使用 Noto 字体，采用 SIL Open Font License 1.1 许可。
about-licence-packages = 界面使用了下列软件包，点按可查看许可全文。
about-licences-show = 显示软件包
