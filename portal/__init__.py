"""The Integration Point portal: firms, caseworkers and refugees of a district find each other."""
