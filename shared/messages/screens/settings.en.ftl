# How the app is on this phone.
settings-title = Settings
settings-language = Language
settings-language-zh = 中文
settings-language-en = English

settings-look = Display
settings-theme = Colours
settings-theme-system = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-theme-sunlight = Sunlight
settings-theme-more = Sunlight is black on white with strong lines, for glare.
settings-text = Text size
settings-text-less = Smaller text
settings-text-more = Larger text
settings-text-percent = {$percent} %
settings-preview-title = Chiller 3 · high pressure
settings-preview-more = Block B, plant room · 13:30–15:00

settings-photos = Photos
settings-photo-size = Size of photos
settings-photo-company = As the company set it
settings-photo-company-px = As the company set it ({$px} px)
settings-photo-small = Small (1280 px)
settings-photo-medium = Medium (2048 px)
settings-photo-large = Large (4096 px)
settings-photo-more = The longer side. Small photos are sent faster; what small print shows needs large ones. Photos taken before stay as they are.
settings-wifi = Pictures and files only on Wi-Fi
settings-wifi-hint = Text is always sent at once. Pictures wait for a connection that is not paid by volume.

settings-way = On the way
settings-map = Map app
settings-map-system = As the system
settings-map-amap = Amap
settings-map-baidu = Baidu Maps
settings-map-google = Google Maps
settings-map-apple = Apple Maps
settings-place = Note the place at a press
settings-place-hint = Only at the moment you press, such as “arrived” or “finish”; never in between and never in the background. The place is sent with the press to your company. You can switch it off at any time.

settings-users = People on this phone
settings-user-active = at work
settings-user-removed = taken off
settings-user-unknown = Somebody
settings-user-waiting = { $count ->
    [one] 1 entry waits
   *[other] {$count} entries wait
 }
settings-user-add = Add somebody
settings-user-add-more = For a shared tablet: with a code of the dispatcher
settings-switch-title = {$name} takes over?
settings-switch-what = The jobs of the other person are shown, and what is recorded from then on is theirs. It needs no signal. What waits to be sent stays in the name of whoever recorded it.
settings-switch = Take over

settings-phone = This phone
settings-phone-name = Name
settings-phone-company = Company
settings-phone-server = Server
settings-phone-version = Version
settings-phone-keys = Keys are kept in
settings-phone-records = Records here
settings-phone-room = Room used
settings-phone-room-of = {$data} data, {$pictures} pictures
settings-phone-id = Number of this phone

settings-leaving = Changing or handing in the phone
settings-leaving-more = Before you log out, change phones or hand this one in: see here that nothing is left behind.
settings-leaving-open = Check and log out
settings-leaving-give-back = Log out and clear this phone
settings-leaving-ask = Jobs, photos and keys are cleared from this phone only after everything has been sent and the server has confirmed it. Nothing is deleted before; without a signal it waits. To use this phone again afterwards, scan a code of the dispatcher anew.
settings-leaving-do = Log out
settings-leaving-not = Do not log out
settings-leaving-asked = Logging out: waits for the server
settings-leaving-asked-more = With a signal everything is sent first; the server confirms each thing, then this phone is cleared. Until then you can go on working.
settings-leaving-by-office = Through the office
settings-leaving-unsent = { $count ->
    [one] 1 thing has not been sent
   *[other] {$count} things have not been sent
 }
settings-leaving-unsent-more = It is only on this phone. Sync where there is signal, or save it as a file below and give the file to the dispatcher. Do not delete the app before.
settings-leaving-all-sent = Everything has been sent
settings-leaving-all-sent-more = Nothing is lost when this phone is handed in now.
settings-leaving-step-sync = Sync until nothing waits any more.
settings-leaving-step-office = Tell the dispatcher: the office blocks this phone and can have its data erased.
settings-leaving-step-office-at = Tell the dispatcher ({$phone}): the office blocks this phone and can have its data erased.
settings-leaving-step-new = On the new phone, scan the code that the dispatcher shows; your jobs are there after the first sync.

settings-to-enrol = Join a company
settings-hints-again = Show first-time help again
