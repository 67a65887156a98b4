from flask import Blueprint

from tracker.mentoring.text import CHANNELS_INLINE

bp = Blueprint("mentoring", __name__)
bp.add_app_template_filter(lambda channel: CHANNELS_INLINE[channel], "channel")
