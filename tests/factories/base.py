"""What all builders share: they commit, so that a request of the test sees what they made."""

from factory.alchemy import SQLAlchemyModelFactory

from portal.core import db


class Factory(SQLAlchemyModelFactory):
    """The root of all builders."""

    class Meta:
        """Use the portal's own session."""

        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"
