"""Files of alignments that other programs write, one format a module, to AlignedSentences."""
