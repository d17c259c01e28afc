"""People looking for work: profile, pre-screening, consents, and who may know what of them."""
