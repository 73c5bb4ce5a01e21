"""Layers that change images, most of them at random and in training only.

base       what comes in, and what goes along with the images: labels, boxes, masks
factors    how much, as a number or a pair
tone       brightness, contrast and the like; colour: hue, saturation and the like
histogram  how often each brightness occurs
geometry   images turned, moved, sheared, stretched; bending: projected and bent; flipping: flipped and cut
mixing     images put together from two, and with parts erased
policies   some of the other layers, chosen at random
boxes      how many bounding boxes an image has
"""
