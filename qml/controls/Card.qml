pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Theme

// A surface that holds a column.
Rectangle {
    id: root

    default property alias content: column.data
    property alias spacing: column.spacing
    property int padding: Theme.size.margin

    implicitHeight: column.implicitHeight + 2 * padding
    radius: Theme.size.cardCorner
    color: Theme.colour.surface

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: root.padding
        spacing: Theme.size.gap
    }
}
