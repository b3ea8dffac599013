"""Quality of translations: metrics, intervals, sentence length."""
