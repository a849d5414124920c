package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.placement.BestFitPlacement;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.placement.ScoringPlacement;
import dev.hearth.dataplane.placement.TwoChoicesPlacement;

/** The placement policies that can be compared. */
public enum PlacementChoice {
    /** The first Worker with room. */
    FIRST_FIT,
    /** The Worker with the least free memory that is enough. */
    BEST_FIT,
    /** The emptier of two random Workers. */
    TWO_CHOICES,
    /** The product's policy: the best score among a few promising Workers. */
    SCORING;

    /** A new instance of the policy. */
    Placement begin(long seed) {
        return switch (this) {
            case FIRST_FIT -> new FirstFitPlacement();
            case BEST_FIT -> new BestFitPlacement();
            case TWO_CHOICES -> new TwoChoicesPlacement(seed);
            case SCORING -> new ScoringPlacement();
        };
    }
}
