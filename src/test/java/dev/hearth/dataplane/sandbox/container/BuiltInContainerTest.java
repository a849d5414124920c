package dev.hearth.dataplane.sandbox.container;

class BuiltInContainerTest extends ContainerContract {
    BuiltInContainerTest() {
        super(ContainerConfig.BUILT_IN);
    }
}
