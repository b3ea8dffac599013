"""From a trained model to a translation and its Trace."""
