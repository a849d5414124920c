package dev.hearth.dataplane.placement;

class ScoringPlacementTest extends PlacementContract {
    @Override
    Placement placement() {
        return new ScoringPlacement();
    }
}
