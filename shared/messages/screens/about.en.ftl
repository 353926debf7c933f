# What Onsite is.
about-title = About Onsite
about-what = Onsite is open-source software for people who install, maintain and repair equipment at their customers'. It works where there is no signal: everything is recorded on this phone, and sent to your company's own server when it can be.
about-version = Version
about-system = System
about-server = Your company's server

about-privacy = Privacy
about-privacy-kept = On this phone
about-privacy-kept-text = Your jobs, the devices at those places, photos and everything you record are kept here in an encrypted database. Its key lies in the system's key store where there is one.
about-privacy-sent = Sent to your company only
about-privacy-sent-text = What you record goes to your company's server and to nobody else. Onsite has no servers of its own, no advertising and no measuring of how you use it. Settings and drafts never leave the phone.
about-privacy-place = The place
about-privacy-place-text = Asked for only when you press, and only if you have said so in the settings; never in between and never in the background. A way is handed to your map app only when you ask to be led there.
about-privacy-photos = Photos
about-privacy-photos-text = Photos that you add are kept inside Onsite, made smaller as set, and sent to your company; the phone's gallery is not read but for a picture you choose. Each one is known by its content, so that a swapped one is found out.
about-privacy-signature = Signatures
about-privacy-signature-text = A signature is stored as a picture and sealed by this phone's key: a simple electronic signature, not a qualified one.

about-licences = Open-source licences
about-licence-own = Onsite itself is licensed under the Apache License 2.0.
about-licence-rust = Its core is written in Rust and stands on many libraries of the Rust community: most under the MIT and Apache-2.0 licences, some under BSD, ISC, MPL-2.0, Unicode, Zlib and others as free. Each with its version is named in the file Cargo.lock of the source.
about-licence-fonts = Reports are set in the Noto fonts, under the SIL Open Font License 1.1.
about-licence-packages = The screens use the packages below. A press shows the licence.
about-licences-show = Show the packages
