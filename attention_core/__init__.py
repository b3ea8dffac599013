"""Sequence-to-sequence translation with and without attention, made to be explored.

One letter per dimension, the same in every module:

====  ==========================================================
B     batch: sentences processed together
J     source length in pieces, the end mark included
I     target length in pieces, the end mark included
E     embedding width
H     encoder width, both directions together
D     decoder width
A     attention width (hidden layer of the small network f)
V     vocabulary size in pieces
====  ==========================================================

Symbols, after Bahdanau et al., arXiv:1409.0473: ``h_j`` encoder state, ``s_i`` decoder
state, ``e_ij`` energy, ``α_ij`` weight, ``c_i`` context, ``y_i`` target piece.
"""
