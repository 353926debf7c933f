# First-run help: a few words on a screen that is seen for the first time.
hints-understood = Got it
hints-today = Your day, in order
hints-today-text = Each card is a job. The big press is always what comes next. Everything works without signal; it is sent by itself later.
hints-visit = Everything about this job
hints-visit-text = Work through the steps, then note fault and remedy, parts, time and photos in any order. What is still missing is listed when you finish.
hints-step = One question at a time
hints-step-text = Answer and press below to go on. Readings outside the limits ask for a note or a photo. You can leave at any time; nothing typed is lost.
hints-scan = Hold the code into the frame
hints-scan-text = It is read by itself, also from a photo or with a hand scanner. If the label is worn, type what is printed under it.
hints-parts = Parts come out of your van
hints-parts-text = Choose from the list or scan the part. If the van should hold fewer than you used, book it all the same: the stock keeper clears it up.
hints-acceptance = Now the customer
hints-acceptance-text = Show the summary, ask for the verdict, then hand over the phone to sign. What was signed cannot be changed afterwards; a correction is added beside it.
hints-sync = You need not do anything here
hints-sync-text = Whatever you record is kept on this phone and sent by itself when there is signal: text first, then pictures. This screen says what is still on its way.
hints-attention = What needs somebody
hints-attention-text = Here is what cannot settle itself: two different values, a refused entry, a reading outside its limits. What you may decide stands first.
