# Joining a company, and data that does not open.
enrol-title = Welcome
enrol-welcome = For work at customers', with or without signal.
enrol-step-ask = Ask your dispatcher for a code for this phone. It works once, for a quarter of an hour.
enrol-step-ask-further = Ask your dispatcher for a code for the person who is to work with this phone, too. It works once, for a quarter of an hour.
enrol-step-scan = Scan it from the dispatcher's screen.
enrol-step-compare = Compare the numbers on both screens, then join.
enrol-scan = Scan the code
enrol-paste = Paste a link instead
enrol-link = Link of the dispatcher
enrol-link-hint = It begins with onsite://enrol/
enrol-link-read = Use this link
enrol-link-wrong = This is not a link to join a company
enrol-link-wrong-more = It is incomplete or belongs to something else. Ask the dispatcher for a new code and scan it again.
enrol-begin-again = Begin again
enrol-signal = Joining needs signal once. After that Onsite works without.

enrol-further-title = Another person or company
enrol-further = {$company} – this is the company of this phone. A code of the same company adds a person; a code of another company takes the phone there.
enrol-further-nameless = A code of the same company adds a person; a code of another company takes the phone there.

enrol-join-title = Join this company?
enrol-add-title = Add a person?
enrol-host = Server
enrol-fingerprint = Number of the company
enrol-fingerprint-read = Number of the company: {$digits}
enrol-compare = The dispatcher's screen shows the same server and the same number. If they differ, do not join.
enrol-plain = The connection is not encrypted
enrol-plain-more = Whoever is in the same network could read along. Join only if the dispatcher has told you that this is meant to be so.
enrol-same = The same company
enrol-same-more = Somebody more will work with this phone. Whoever works can be changed in the settings, also without signal.
enrol-other = Another company
enrol-other-more = This phone leaves its present company and begins anew. Everything unsent must have been sent before.
enrol-other-ask = The phone leaves its present company and joins the one at {$host}. Its present jobs go.
enrol-other-do = Leave and join
enrol-name = Name of this phone
enrol-name-hint = How the dispatcher sees it, such as “tablet van 3”. Empty: the name of the model.
enrol-join = Join
enrol-add = Add
enrol-joining = Joining…
enrol-asking = Asking {$host}…
enrol-asking-more = This takes a few seconds. Stay where there is signal.
enrol-offline = No connection to the server
enrol-offline-more = Go where there is signal, or into the Wi-Fi of the office, and try again. The link stays here; the code is valid for a quarter of an hour. If only {$host} cannot be reached, tell the dispatcher.
enrol-used-up = This code is not valid any more
enrol-used-up-more = It was used already, or a quarter of an hour has passed. Ask the dispatcher for a new one.
enrol-unsent = There is unsent work on this phone
enrol-unsent-more = It belongs to the present company and would be lost. Sync first, or save it as a file; then join.
enrol-unsent-open = See what waits
enrol-wrong-server = Another server answered
enrol-wrong-server-more = The answer is not from the company whose number is shown. Nothing was taken over. Use another network and ask the dispatcher for a new code.
enrol-details = Details

enrol-hello = Welcome, {$name}
enrol-hello-nameless = This phone has joined
enrol-fetching = Your jobs are being fetched…
enrol-fetching-later = Your jobs come as soon as there is signal
enrol-ready = { $count ->
    [0] Everything is there; no jobs right now
    [one] Everything is there: 1 job
   *[other] Everything is there: {$count} jobs
 }
enrol-place = May Onsite note where you are?
enrol-offline-works = From here on it works without signal
enrol-offline-works-more = Whatever you record is kept on this phone and sent by itself later. You can change all of this in the settings, under “Decide”.
enrol-to-work = Start

enrol-closed = Your data does not open
enrol-nothing-deleted = Nothing was deleted or changed.
enrol-still = It still does not open.
enrol-key-lost = The key to the data is gone
enrol-key-lost-text = The data on this phone is encrypted, and its key is not in the system's key store any more, for instance after the phone was reset or moved to another one.
enrol-key-store = The system's key store does not answer
enrol-key-store-text = The key to the data lies in the key store of the system. Unlock the phone, restart it if need be, and try again.
enrol-newer = A newer Onsite wrote this data
enrol-newer-text = Install the newest Onsite again; then everything is there.
enrol-in-use = The data is in use
enrol-in-use-text = Another Onsite on this phone has it open, or the system is still busy with it. Close other windows of Onsite, wait a moment, and try again.
enrol-full-text = The data cannot be opened while the phone has no room. Delete films, pictures or apps that you do not need, then try again.
enrol-broken = The data cannot be read
enrol-broken-text = Something in it is damaged. Try again first; if that does not help, call the dispatcher before you do anything else.
enrol-restore-title = Restore the key
enrol-restore-text = Your company can tell you the key of this phone, if it keeps a recovery key. Then everything is there again.
enrol-restore = Restore the key
enrol-restore-how = Call the office: with the company's recovery key it opens the sealed key of this phone and reads you 64 digits.
enrol-key = Key
enrol-key-hint = 64 digits 0–9 and A–F; spaces do no harm
enrol-key-length = { $count ->
    [one] It has 64 digits, not 1
   *[other] It has 64 digits, not {$count}
 }
enrol-afresh-title = Start afresh
enrol-afresh-text = If nothing else helps: the data is set aside, not deleted, and the server sends your jobs again. Work that was not sent stays in the data set aside and can be brought over once its key is there.
enrol-afresh = Start afresh
enrol-afresh-ask = Start afresh without this data?
enrol-afresh-means = The data is set aside on this phone. What the server has comes back by itself. What had not been sent is missing until the data set aside can be opened again; do not delete the app until then.
