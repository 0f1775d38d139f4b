pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// A thin rule between two parts of a card.
Rectangle {
    Layout.fillWidth: true
    implicitHeight: Theme.size.stroke
    color: Theme.colour.line
    Accessible.ignored: true
}
