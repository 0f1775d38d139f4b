pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Code
import Wattill.Controls
import Wattill.Theme

// The channel's colour frames the code; black on white in every theme, or phones miss it.
Rectangle {
    id: root

    required property CodeModel view

    implicitHeight: Theme.size.code + amount.implicitHeight + 2 * Theme.size.margin
    radius: Theme.size.cardCorner
    color: Theme.colour.codeGround
    border.width: Theme.size.thickStroke
    border.color: Theme.colour.lineOf(root.view.tone)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.size.margin
        spacing: Theme.size.smallGap

        Item {
            id: room

            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: Theme.size.code

            QrPicture {
                objectName: "code-picture"
                anchors.centerIn: parent
                width: Math.min(room.width, room.height, Theme.size.code)
                height: width
                visible: !root.view.covered
                modules: root.view.modules
                side: root.view.side
                ink: Theme.colour.codeInk
                Accessible.role: Accessible.Graphic
                //% "Code to scan"
                Accessible.name: qsTrId("code-picture")
            }

            Breathing {
                anchors.centerIn: parent
                visible: root.view.covered
                //% "One moment, please"
                name: qsTrId("code-covered")
            }
        }

        Words {
            id: amount

            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: root.view.amount
            font.pixelSize: Theme.size.textAmount
            font.weight: Font.Bold
            color: Theme.colour.codeInk
            wrapMode: Text.NoWrap
        }
    }
}
