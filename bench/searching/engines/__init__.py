"""The engines, each asked the same questions with the same terms, each the best way it offers."""
