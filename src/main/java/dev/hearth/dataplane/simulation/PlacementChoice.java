package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.placement.BestFitPlacement;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.placement.ScoringPlacement;
import dev.hearth.dataplane.placement.TwoChoicesPlacement;

/** The placements that can be compared. */
public enum PlacementChoice {
    /** The first Worker with room. */
    FIRST_FIT,
    /** The Worker with the least room that is enough. */
    BEST_FIT,
    /** The emptier of two Workers that are drawn. */
    TWO_CHOICES,
    /** The product's: what suits best of a few that are promising. */
    SCORING;

    /** One that knows nothing yet. */
    Placement begin(long seed) {
        return switch (this) {
            case FIRST_FIT -> new FirstFitPlacement();
            case BEST_FIT -> new BestFitPlacement();
            case TWO_CHOICES -> new TwoChoicesPlacement(seed);
            case SCORING -> new ScoringPlacement();
        };
    }
}
