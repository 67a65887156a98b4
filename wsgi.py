"""What a server imports: `granian --interface wsgi wsgi:app`."""

import gc

gc.disable()  # all that is made from here on stays: looking for garbage in it delays the start

from tracker import create_app  # noqa: E402
from tracker.config import Config  # noqa: E402

app = create_app(Config.from_env())

gc.freeze()
gc.enable()
