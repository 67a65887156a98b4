"""What a server imports: `granian --interface wsgi wsgi:app`."""

from tracker import create_app
from tracker.config import Config

app = create_app(Config.from_env())
