"""Pages of referrals, courses and requests to be called back."""

from portal.cooperation.views.call_backs import bp as call_backs
from portal.cooperation.views.courses import bp as courses
from portal.cooperation.views.referrals import bp as referrals

__all__ = ["call_backs", "courses", "referrals"]
